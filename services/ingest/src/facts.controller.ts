import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { Problem } from '@stamkunde/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type answeredOnce, fingerprintOf, idempotencyKeyOf } from './answered-once.ts';
import { FACTS_MAX, itemsOf, understood } from './domain/items-of.ts';
import type { FactMetrics } from './fact-metrics.ts';
import { refusal } from './facts-answer.ts';
import { openApi } from './open-api/open-api.ts';
import type { SiteAccess } from './site-access.ts';
import type { takeFacts } from './take-facts.ts';

/** What the controller passes requests on to. */
export interface FactsPorts {
  readonly access: SiteAccess;
  readonly onFacts: ReturnType<typeof takeFacts>;
  readonly once: ReturnType<typeof answeredOnce>;
  readonly metrics: FactMetrics;
}

export const FACTS_PORTS = Symbol('FactsPorts');

/** The way in for those who speak HTTP. */
@Controller('v1')
export class FactsController {
  private readonly ports: FactsPorts;

  constructor(@Inject(FACTS_PORTS) ports: FactsPorts) {
    this.ports = ports;
  }

  @Post('facts')
  @HttpCode(202)
  async facts(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { access, onFacts, once, metrics } = this.ports;
    const siteId = await access.siteOf(request);
    const { headers, trace } = request;
    const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const message = { mediaType, headers, body };
    const found = itemsOf(message);
    if ('fault' in found) throw refusal([found.fault]);
    const { items, many } = found;
    if (items.length > FACTS_MAX) {
      throw new Problem(413, `One request carries at most ${FACTS_MAX} facts.`, { type: 'too-many-facts' });
    }
    access.take(siteId, items.length);
    const answer = async () => {
      const heard = understood(message, items, many, siteId, Date.now());
      metrics.heard(heard);
      return onFacts(heard, trace.traceparent);
    };
    const key = idempotencyKeyOf(headers['idempotency-key']);
    if (key === undefined) {
      const { status, body: results } = await answer();
      reply.code(status);
      return results;
    }
    const kept = await once(siteId, key, fingerprintOf(mediaType, headers, body), answer);
    reply.code(kept.status).type('application/json; charset=utf-8');
    return kept.body;
  }

  /** For everybody: how to speak to this service. */
  @Get('openapi.json')
  document(): object {
    return openApi;
  }
}
