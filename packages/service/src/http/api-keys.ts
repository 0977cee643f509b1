import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Secret, type SecretReference, secretAt } from './secret-reference.ts';

/** Why a reference gives no key. */
export interface KeyFault {
  readonly siteId: string;
  readonly reference: SecretReference;
  /** `too-short` would be guessed, `shared` could stand for either site: neither is accepted. */
  readonly reason: 'not-a-reference' | 'missing' | 'too-short' | 'shared';
}

export interface ApiKeys {
  /** Sets which references name the keys of a site, in place of all it had before; none takes the site away. */
  assign(siteId: string, references: readonly SecretReference[]): Promise<void>;
  /** The site a key belongs to. Takes no longer or shorter the more of a key is right. */
  siteOf(key: string): string | undefined;
  close(): void;
}

export interface ApiKeyOptions {
  readonly env: NodeJS.ProcessEnv;
  /** How often files are looked at again. Default 5,000. */
  readonly refreshMs?: number;
  /** Shortest key that is accepted. Default 16. */
  readonly lengthMin?: number;
  /** Told whenever the list of faults has become another one. */
  readonly onFaults?: (faults: readonly KeyFault[]) => void;
}

interface Entry {
  readonly siteId: string;
  readonly digest: Buffer;
}

/**
 * The keys by which sites are known. Each site may have several, so that a key can be exchanged without a gap: add the
 * new reference, move the callers over, take the old one away; or change the file it names.
 *
 * Keys are compared as HMAC-SHA-256 under a secret of this process. The table is entered by the first bytes of the
 * digest, which nobody outside can steer or predict, and all candidates found there are compared in constant time.
 */
export function apiKeys({ env, refreshMs = 5_000, lengthMin = 16, onFaults }: ApiKeyOptions): ApiKeys {
  const processKey = randomBytes(32);
  const digestOf = (key: string) => createHmac('sha256', processKey).update(key).digest();
  const secrets = new Map<string, readonly (Secret | KeyFault)[]>();
  let table = new Map<number, Entry[]>();
  let faults: readonly KeyFault[] = [];

  function rebuild(): void {
    const found: KeyFault[] = [];
    const bySecret = new Map<string, { siteId: string; reference: SecretReference }[]>();
    for (const [siteId, sources] of secrets) {
      for (const source of sources) {
        if ('reason' in source) {
          found.push(source);
          continue;
        }
        const value = source.value();
        const { reference } = source;
        if (value === undefined) found.push({ siteId, reference, reason: 'missing' });
        else if (value.length < lengthMin) found.push({ siteId, reference, reason: 'too-short' });
        else bySecret.set(value, [...(bySecret.get(value) ?? []), { siteId, reference }]);
      }
    }
    const next = new Map<number, Entry[]>();
    for (const [value, owners] of bySecret) {
      const siteId = owners[0]?.siteId ?? '';
      if (owners.some((owner) => owner.siteId !== siteId)) {
        found.push(...owners.map((owner): KeyFault => ({ ...owner, reason: 'shared' })));
        continue;
      }
      const digest = digestOf(value);
      const slot = digest.readUInt16BE(0);
      next.set(slot, [...(next.get(slot) ?? []), { siteId, digest }]);
    }
    table = next;
    const changed = JSON.stringify(found) !== JSON.stringify(faults);
    faults = found;
    if (changed) onFaults?.(found);
  }

  async function refreshAll(): Promise<void> {
    const sources = [...secrets.values()].flat().filter((source): source is Secret => !('reason' in source));
    const changes = await Promise.all(sources.map((source) => source.refresh()));
    if (changes.some(Boolean)) rebuild();
  }

  let timer: NodeJS.Timeout;
  const refreshLater = () => {
    timer = setTimeout(() => void refreshAll().finally(() => !closed && refreshLater()), refreshMs).unref();
  };
  let closed = false;
  refreshLater();

  return {
    async assign(siteId, references) {
      const sources = references.map((reference): Secret | KeyFault => {
        try {
          return secretAt(reference, env);
        } catch {
          // Not repeated: it may be the secret itself.
          return { siteId, reference: 'not shown', reason: 'not-a-reference' };
        }
      });
      await Promise.all(sources.map(async (source) => 'reason' in source || source.refresh()));
      if (sources.length === 0) secrets.delete(siteId);
      else secrets.set(siteId, sources);
      rebuild();
    },
    siteOf(key) {
      const digest = digestOf(key);
      let siteId: string | undefined;
      for (const entry of table.get(digest.readUInt16BE(0)) ?? []) {
        if (timingSafeEqual(entry.digest, digest)) siteId = entry.siteId;
      }
      return siteId;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
