import { type DynamicModule, Inject, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Problem } from '@stamkunde/service';
import type { FastifyInstance } from 'fastify';
import { BillettenController } from './billetten.controller.ts';
import { MEDIA_TYPES_TAKEN } from './domain/items-of.ts';
import { FactsController } from './facts.controller.ts';
import { INGEST_PORTS, type IngestPorts } from './ingest-ports.ts';
import { PageEventsController } from './page-events.controller.ts';
import { bindOrigins } from './page-origins.ts';
import { SiteEventsController } from './site-events.controller.ts';
import { TrackerController } from './tracker.controller.ts';

class IngestModule implements OnModuleInit {
  private readonly http: HttpAdapterHost;
  private readonly ports: IngestPorts;

  constructor(@Inject(HttpAdapterHost) http: HttpAdapterHost, @Inject(INGEST_PORTS) ports: IngestPorts) {
    this.http = http;
    this.ports = ports;
  }

  onModuleInit(): void {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    bindOrigins(fastify, this.ports.pages);
    // A body in another media type is told which are taken: what `curl -d` says by itself is none of them.
    fastify.addContentTypeParser('*', async () => {
      throw new Problem(415, MEDIA_TYPES_TAKEN);
    });
  }
}

/** The module over what its controllers pass requests on to. */
export function ingestModule(ports: IngestPorts): DynamicModule {
  return {
    module: IngestModule,
    controllers: [
      FactsController,
      SiteEventsController,
      BillettenController,
      PageEventsController,
      TrackerController,
    ],
    providers: [{ provide: INGEST_PORTS, useValue: ports }],
  };
}
