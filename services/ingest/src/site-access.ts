import type { Connection } from '@stamkunde/contracts';
import { type ApiKeys, authentication, Problem, tooManyRequests } from '@stamkunde/service';
import { type Bucket, taken } from './domain/token-bucket.ts';

type Request = Parameters<ReturnType<typeof authentication>>[0];

/** Who may send facts, and how many. */
export interface SiteAccess {
  /**
   * The site a request speaks for. Throws 401 without a valid key, and 403 when its path names another site.
   */
  siteOf(request: Request, named?: string): Promise<string>;
  /** Throws 429 when a site has sent more than its connection allows. */
  take(siteId: string, facts: number): void;
  /** A connection has come, changed, or gone. */
  changed(siteId: string, connection: Connection | undefined): void;
  /** Resolves when the keys of all changes so far are in force. */
  settled(): Promise<void>;
}

/** Access as the `connections` topic grants it; the rate is counted in this process. */
export function siteAccess(keys: ApiKeys): SiteAccess {
  const siteOfKey = authentication({ keys });
  const perSecond = new Map<string, number>();
  const buckets = new Map<string, Bucket>();
  // One after the other: of two changes of a site the later one has to win.
  let assigning = Promise.resolve();
  return {
    async siteOf(request, named) {
      const siteId = await siteOfKey(request);
      if (named === undefined || named === siteId) return siteId;
      throw new Problem(403, 'This key may not speak for that site.', { type: 'other-site' });
    },
    take(siteId, facts) {
      const outcome = taken(buckets.get(siteId), facts, perSecond.get(siteId) ?? 1, performance.now());
      if ('waitMs' in outcome) {
        throw tooManyRequests(
          outcome.waitMs,
          'This site sends more facts a second than its connection allows.',
        );
      }
      buckets.set(siteId, outcome.bucket);
    },
    changed(siteId, connection) {
      if (connection === undefined) perSecond.delete(siteId);
      else perSecond.set(siteId, connection.factsPerSecondMax);
      assigning = assigning.then(() => keys.assign(siteId, connection?.apiKeys ?? []));
    },
    settled: () => assigning,
  };
}
