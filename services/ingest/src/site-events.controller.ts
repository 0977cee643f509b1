import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerFacts } from './answer-facts.ts';
import { siteEvents } from './domain/to-site-event.ts';
import { INGEST_PORTS, type IngestPorts } from './ingest-ports.ts';

/** The way in for a shop's server that tells what its visitors do. */
@Controller('v1/sites/:site')
export class SiteEventsController {
  private readonly ports: IngestPorts;

  constructor(@Inject(INGEST_PORTS) ports: IngestPorts) {
    this.ports = ports;
  }

  @Post('site-events')
  @HttpCode(202)
  siteEvents(
    @Param('site') site: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { onSiteEvents } = this.ports;
    return answerFacts(this.ports)(request, reply, body, {
      vocabulary: siteEvents,
      onFacts: onSiteEvents,
      site,
    });
  }
}
