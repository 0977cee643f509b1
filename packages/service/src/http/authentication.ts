import type { FastifyRequest } from 'fastify';
import type { ApiKeys } from './api-keys.ts';
import { Problem } from './problem.ts';
import { addressSlot, rateLimit } from './rate-limit.ts';

export interface AuthenticationOptions {
  readonly keys: Pick<ApiKeys, 'siteOf'>;
  /** Failed attempts per address and minute before they are answered 429. Default 30. */
  readonly failuresMax?: number;
}

/**
 * Tells which site a request speaks for, by its `Authorization: Bearer <key>`. Throws 401 when no site has that key,
 * and 429 when that happens too often from one address.
 *
 * A right key passes even from an address with many failures: behind a proxy that is not trusted all callers share one
 * address, and a key is too long to be guessed, so the limit is there to keep failures cheap, not to stop guessing.
 */
export function authentication({ keys, failuresMax = 30 }: AuthenticationOptions) {
  const failures = rateLimit({ pointsMax: failuresMax, windowMs: 60_000 });
  return async function siteOf(request: Pick<FastifyRequest, 'headers' | 'ip'>): Promise<string> {
    const [, key] = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '') ?? [];
    const siteId = key === undefined ? undefined : keys.siteOf(key);
    if (siteId !== undefined) return siteId;
    await failures.take(addressSlot(request.ip));
    throw new Problem(401, 'A valid key is needed: Authorization: Bearer <key>.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  };
}
