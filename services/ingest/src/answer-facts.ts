import { Problem } from '@stamkunde/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fingerprintOf, idempotencyKeyOf } from './answered-once.ts';
import { FACTS_MAX, itemsOf, MEDIA_TYPES_TAKEN, mediaTypes, understood } from './domain/items-of.ts';
import type { Vocabulary } from './domain/vocabulary.ts';
import { refusal } from './facts-answer.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { mediaTypeOf, pathOf } from './request-parts.ts';
import type { TakeFacts } from './take-facts.ts';

/** What is said at a place, and who takes it. */
interface Place<F> {
  readonly vocabulary: (siteId: string, now: number) => Vocabulary<F>;
  readonly onFacts: TakeFacts<F>;
  /** The site that the path names; the key must be one of its own. */
  readonly site?: string;
}

/** Answers a request that carries one fact or many, whatever they are about: who, how many, understood, taken, once. */
export function answerFacts({ access, once, metrics }: Pick<IngestPorts, 'access' | 'once' | 'metrics'>) {
  return async function answer<F extends { readonly type: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    body: unknown,
    { vocabulary, onFacts, site }: Place<F>,
  ): Promise<unknown> {
    const siteId = await access.siteOf(request, site);
    const { headers, trace } = request;
    const mediaType = mediaTypeOf(request);
    if (!mediaTypes.some((one) => one === mediaType)) throw new Problem(415, MEDIA_TYPES_TAKEN);
    const message = { mediaType, headers, body };
    const found = itemsOf(message);
    if ('fault' in found) throw refusal([found.fault]);
    const { items, many } = found;
    if (items.length > FACTS_MAX) {
      throw new Problem(413, `One request carries at most ${FACTS_MAX} facts.`, { type: 'too-many-facts' });
    }
    access.take(siteId, items.length);
    const answerNow = async () => {
      const now = Date.now();
      const heard = understood(message, items, many, vocabulary(siteId, now), now);
      metrics.heard(heard);
      return onFacts(heard, trace.traceparent, pathOf(request));
    };
    const key = idempotencyKeyOf(headers['idempotency-key']);
    if (key === undefined) {
      const { status, body: results } = await answerNow();
      reply.code(status);
      return results;
    }
    const fingerprint = fingerprintOf(
      mediaType,
      headers,
      site === undefined ? body : [pathOf(request), body],
    );
    const kept = await once(siteId, key, fingerprint, answerNow);
    reply.code(kept.status).type('application/json; charset=utf-8');
    return kept.body;
  };
}
