import type { Identity, Reader } from '@stamkunde/contracts';
import type { Guarded, GuardedCollection } from './guarded-collection.ts';
import { storedReader } from './stored-reader.ts';

/** An identity and its snapshot, the very bytes that are published. */
export interface StoredIdentity {
  readonly identity: Identity;
  readonly bytes: Buffer;
}

/** What becomes of an identity. */
export interface ChangedIdentity extends StoredIdentity {
  readonly key: string;
  /** `rev` of the one it was made from; 0 where there was none. */
  readonly over: number;
}

/** Identities by `siteId:contactId`. All calls throw `Unavailable` when the database is away. */
export interface IdentityStore {
  load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredIdentity>>;
  /** @returns keys of those that somebody else had changed first */
  save(changed: readonly ChangedIdentity[]): Promise<readonly string[]>;
}

export interface IdentityDocument extends Guarded {
  /** The snapshot as it is published, in Confluent framing. */
  readonly value: Buffer;
}

export function identityStore(
  documents: GuardedCollection<IdentityDocument>,
  identities: Reader<Identity>,
): IdentityStore {
  const stored = storedReader(identities);
  return {
    async load(keys) {
      const found = await documents.read(keys);
      await stored.learn(found.map(({ value }) => value));
      return new Map(
        found.map(({ _id, value }) => [_id, { identity: stored.read(value), bytes: value }] as const),
      );
    },
    save: (changed) =>
      documents.write(
        changed.map(({ key, identity, bytes, over }) => ({
          document: { _id: key, rev: identity.rev, value: bytes },
          over,
        })),
      ),
  };
}
