import { type DynamicModule, Inject, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Problem } from '@stamkunde/service';
import type { FastifyInstance } from 'fastify';
import { MEDIA_TYPES_TAKEN } from './domain/items-of.ts';
import { FACTS_PORTS, FactsController, type FactsPorts } from './facts.controller.ts';

class IngestModule implements OnModuleInit {
  private readonly http: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) http: HttpAdapterHost) {
    this.http = http;
  }

  /** A body in another media type is told which are taken: what `curl -d` says by itself is none of them. */
  onModuleInit(): void {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser('*', async () => {
      throw new Problem(415, MEDIA_TYPES_TAKEN);
    });
  }
}

/** The module over what its controllers pass requests on to. */
export function ingestModule(ports: FactsPorts): DynamicModule {
  return {
    module: IngestModule,
    controllers: [FactsController],
    providers: [{ provide: FACTS_PORTS, useValue: ports }],
  };
}
