import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { Problem } from '@stamkunde/service';
import type { FastifyRequest } from 'fastify';
import { lineCountOf } from './domain/billetten-message.ts';
import type { FactsAnswer } from './facts-answer.ts';
import { INGEST_PORTS, type IngestPorts } from './ingest-ports.ts';
import { mediaTypeOf } from './request-parts.ts';

/** The way in for what Billetten pushes: one message a request. */
@Controller('v1/sites/:site')
export class BillettenController {
  private readonly ports: IngestPorts;

  constructor(@Inject(INGEST_PORTS) ports: IngestPorts) {
    this.ports = ports;
  }

  @Post('billetten')
  @HttpCode(202)
  async message(
    @Param('site') site: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<FactsAnswer['body']> {
    const { access, onBilletten } = this.ports;
    const siteId = await access.siteOf(request, site);
    if (mediaTypeOf(request) !== 'application/json') {
      throw new Problem(415, 'A message is taken as application/json: say so in Content-Type.');
    }
    access.take(siteId, lineCountOf(body));
    return onBilletten(body, siteId, request.trace.traceparent);
  }
}
