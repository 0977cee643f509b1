import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Connection, UnsignedPairings } from '@stamkunde/contracts';
import { addressSlot, rateLimit, type Secret, secretAt, tooManyRequests } from '@stamkunde/service';
import { type Bucket, taken } from './domain/token-bucket.ts';

/** Shortest key that signs pairings: a shorter one would be guessed. */
const KEY_LENGTH_MIN = 16;

/** What pages may do that nobody has a key of: which origins speak for a site, how much, and who vouches for pairings. */
export interface PageAccess {
  /** Whether pages of this origin may send events of this site. */
  isAllowed(siteId: string, origin: string | undefined): boolean;
  /**
   * Counts a request, whatever is in it. Throws 429 when there were too many from an address, which is hashed and
   * forgotten.
   */
  knock(address: string): Promise<void>;
  /** Counts the events of a request. Throws 429 when the site, or the address, has sent too many. */
  take(siteId: string, address: string, events: number): Promise<void>;
  unsignedPairings(siteId: string): UnsignedPairings;
  /** A check of signatures by the keys the site has now. */
  signatures(siteId: string): Promise<(text: string, signature: string) => boolean>;
  /** A connection has come, changed, or gone. */
  changed(siteId: string, connection: Connection | undefined): void;
}

export interface PageAccessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Requests, or events in them, that one address may send a minute, all sites together. */
  readonly eventsPerMinuteMax: number;
}

interface Site {
  readonly origins: ReadonlySet<string>;
  readonly unsignedPairings: UnsignedPairings;
  readonly eventsPerSecondMax: number;
  readonly keys: readonly Secret[];
}

/** Access of pages as the `connections` topic grants it; rates are counted in this process. */
export function pageAccess({ env, eventsPerMinuteMax }: PageAccessOptions): PageAccess {
  const sites = new Map<string, Site>();
  // Beside the buckets of those who have a key: pages must not use up what the ticket office may send.
  const buckets = new Map<string, Bucket>();
  const addresses = rateLimit({ pointsMax: eventsPerMinuteMax, windowMs: 60_000 });
  return {
    isAllowed: (siteId, origin) => origin !== undefined && sites.get(siteId)?.origins.has(origin) === true,
    knock: (address) => addresses.take(addressSlot(address)),
    async take(siteId, address, events) {
      if (events > 1) await addresses.take(addressSlot(address), events - 1); // the first one has knocked
      const perSecond = sites.get(siteId)?.eventsPerSecondMax ?? 1;
      const outcome = taken(buckets.get(siteId), events, perSecond, performance.now());
      if ('waitMs' in outcome) {
        throw tooManyRequests(
          outcome.waitMs,
          'Pages of this site send more events than its connection allows.',
        );
      }
      buckets.set(siteId, outcome.bucket);
    },
    unsignedPairings: (siteId) => sites.get(siteId)?.unsignedPairings ?? 'refuse',
    async signatures(siteId) {
      const secrets = sites.get(siteId)?.keys ?? [];
      await Promise.all(secrets.map((secret) => secret.refresh()));
      const keys = secrets
        .flatMap((secret) => secret.value() ?? [])
        .filter((key) => key.length >= KEY_LENGTH_MIN);
      return (text, signature) => keys.map((key) => isSignedBy(key, text, signature)).includes(true);
    },
    changed(siteId, connection) {
      if (connection === undefined) {
        sites.delete(siteId);
        return;
      }
      sites.set(siteId, {
        origins: new Set(connection.browserOrigins),
        unsignedPairings: connection.unsignedPairings,
        eventsPerSecondMax: connection.factsPerSecondMax,
        keys: connection.pairingKeys.flatMap((reference) => secretsAt(reference, env)),
      });
    },
  };
}

/** A reference that is none gives no key: whoever applied it has been told, and a producer may write what it wants. */
function secretsAt(reference: string, env: NodeJS.ProcessEnv): readonly Secret[] {
  try {
    return [secretAt(reference, env)];
  } catch {
    return [];
  }
}

/** Takes no longer or shorter the more of a signature is right. */
function isSignedBy(key: string, text: string, signature: string): boolean {
  const right = createHmac('sha256', key).update(text).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === right.length && timingSafeEqual(given, right);
}
