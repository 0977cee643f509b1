import type { DynamicModule } from '@nestjs/common';
import { FACTS_PORTS, FactsController, type FactsPorts } from './facts.controller.ts';

class IngestModule {}

/** The module over what its controllers pass requests on to. */
export function ingestModule(ports: FactsPorts): DynamicModule {
  return {
    module: IngestModule,
    controllers: [FactsController],
    providers: [{ provide: FACTS_PORTS, useValue: ports }],
  };
}
