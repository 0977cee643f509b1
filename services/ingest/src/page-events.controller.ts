import { Body, Controller, HttpCode, Inject, Options, Param, Post, Req, Res } from '@nestjs/common';
import { Problem } from '@stamkunde/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { within } from './domain/field-fault.ts';
import { isBot } from './domain/is-bot.ts';
import { hasSignature, PAGE_EVENTS_MAX, pageMessageOf } from './domain/page-message.ts';
import { toSiteEvent } from './domain/to-site-event.ts';
import { refusal } from './facts-answer.ts';
import { INGEST_PORTS, type IngestPorts } from './ingest-ports.ts';
import { PREFLIGHT_HEADERS } from './page-origins.ts';
import { mediaTypeOf, pathOf } from './request-parts.ts';

/** The way in for pages in browsers. They have no key, and read nothing: what is answered says only what was sent. */
@Controller('v1/sites/:site/browser-events')
export class PageEventsController {
  private readonly ports: IngestPorts;

  constructor(@Inject(INGEST_PORTS) ports: IngestPorts) {
    this.ports = ports;
  }

  /** What a browser asks before it sends JSON by its name; `text/plain` needs no asking. */
  @Options()
  @HttpCode(204)
  preflight(@Res({ passthrough: true }) reply: FastifyReply): void {
    reply.headers(PREFLIGHT_HEADERS);
  }

  @Post()
  @HttpCode(202)
  async events(
    @Param('site') siteId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { pages, onSiteEvents, metrics } = this.ports;
    if (!['application/json', 'text/plain'].includes(mediaTypeOf(request))) {
      throw new Problem(
        415,
        'Events of a page are taken as JSON, by the name of application/json or text/plain.',
      );
    }
    const message = pageMessageOf(body);
    if ('faults' in message) throw refusal(message.faults);
    const { events, isDriven } = message;
    if (events.length > PAGE_EVENTS_MAX) {
      throw new Problem(413, `A page sends at most ${PAGE_EVENTS_MAX} events at once.`, {
        type: 'too-many-facts',
      });
    }
    await pages.take(siteId, request.ip, events.length);
    const page = {
      who: 'page',
      isBot: isBot(request.headers['user-agent'], isDriven),
      unsignedPairings: pages.unsignedPairings(siteId),
      isSigned: hasSignature(events) ? await pages.signatures(siteId) : () => false,
    } as const;
    const now = Date.now();
    const heard = events.map((event, index) => {
      const understood = toSiteEvent(event, siteId, now, page);
      return 'faults' in understood ? { faults: within(`/events/${index}`, understood.faults) } : understood;
    });
    metrics.heard(heard);
    const answer = await onSiteEvents(heard, request.trace.traceparent, pathOf(request));
    reply.code(answer.status);
    return answer.body;
  }
}
