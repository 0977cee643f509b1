import { createHash } from 'node:crypto';
import { Problem } from '@stamkunde/service';
import type { FactsAnswer } from './facts-answer.ts';
import type { IdempotencyStore, KeptAnswer } from './idempotency-store.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The key of an `Idempotency-Key` header: a quoted string (draft-ietf-httpapi-idempotency-key-header), taken without
 * quotes, too, as many send it. Undefined without the header; throws 400 for one that is no key.
 */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? header.trim() : '';
  const key = /^".*"$/.test(text) ? text.slice(1, -1) : text;
  if (KEY.test(key)) return key;
  throw new Problem(400, 'Idempotency-Key is not one string of 1 to 255 visible ASCII characters.', {
    type: 'invalid-idempotency-key',
  });
}

/** What makes two requests the same: where they go, what they call themselves and what they carry. */
export function fingerprintOf(
  mediaType: string,
  attributes: Readonly<Record<string, unknown>>,
  body: unknown,
): string {
  const events = Object.entries(attributes).filter(([name]) => name.startsWith('ce-'));
  return createHash('sha256')
    .update(JSON.stringify([mediaType, events.sort(), body]))
    .digest('base64');
}

/**
 * Answers a request that came with a key: the first time by `answer`, and with the very same answer whenever it comes
 * again within a day. Throws 422 when another request has the key, 409 while the first one is still being answered.
 * What fails is not kept, so that it can be tried again with the same key: a mistake mended, Kafka back.
 */
export function answeredOnce(store: IdempotencyStore) {
  return async function once(
    siteId: string,
    key: string,
    fingerprint: string,
    answer: () => Promise<FactsAnswer>,
  ): Promise<KeptAnswer> {
    const id = `${siteId}:${key}`;
    const known = await store.claim(id, fingerprint);
    if (!('claim' in known)) return repeated(known, fingerprint);
    let kept: KeptAnswer;
    try {
      const { status, body } = await answer();
      kept = { status, body: JSON.stringify(body) };
    } catch (error) {
      // Not waited for: the caller is to hear what went wrong, and a claim that stays is given away in a minute.
      store.release(id, known.claim).catch(() => undefined);
      throw error;
    }
    // The facts are taken by now. Without the note the next try sends them again, which changes nothing.
    await store.finish(id, known.claim, kept).catch(() => undefined);
    return kept;
  };
}

function repeated(
  kept: { fingerprint: string; answer: KeptAnswer | undefined },
  fingerprint: string,
): KeptAnswer {
  if (kept.fingerprint !== fingerprint) {
    throw new Problem(422, 'This Idempotency-Key belongs to another request.', {
      type: 'idempotency-key-reused',
    });
  }
  if (kept.answer === undefined) {
    throw new Problem(409, 'The request with this Idempotency-Key is still being answered.', {
      type: 'idempotency-key-in-use',
      headers: { 'retry-after': '1' },
    });
  }
  return kept.answer;
}
