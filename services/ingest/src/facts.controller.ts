import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerFacts } from './answer-facts.ts';
import { orderFacts } from './domain/to-fact.ts';
import { INGEST_PORTS, type IngestPorts } from './ingest-ports.ts';
import { openApi } from './open-api/open-api.ts';

/** The way in for those who speak HTTP. */
@Controller('v1')
export class FactsController {
  private readonly ports: IngestPorts;

  constructor(@Inject(INGEST_PORTS) ports: IngestPorts) {
    this.ports = ports;
  }

  @Post('facts')
  @HttpCode(202)
  facts(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { onFacts } = this.ports;
    return answerFacts(this.ports)(request, reply, body, { vocabulary: orderFacts, onFacts });
  }

  /** For everybody: how to speak to this service. */
  @Get('openapi.json')
  document(): object {
    return openApi;
  }
}
