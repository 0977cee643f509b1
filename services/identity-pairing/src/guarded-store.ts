import type { Guarded, GuardedCollection } from './guarded-collection.ts';

/** What becomes of a value. */
export interface Changed<T> {
  readonly key: string;
  readonly value: T;
  /** `rev` of the one it was made from; 0 where there was none. */
  readonly over: number;
}

/** Values by key. All calls throw `Unavailable` when the database is away. */
export interface GuardedStore<T extends { readonly rev: number }> {
  /** Those that exist, as they are in the database. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, T>>;
  /**
   * Saves values, each over the one it was made from; durable when it returns.
   *
   * @returns keys of those that somebody else had changed first
   */
  save(changed: readonly Changed<T>[]): Promise<readonly string[]>;
}

/** A store of values that are documents as they stand. */
export function guardedStore<T extends { readonly rev: number }>(
  documents: GuardedCollection<T & Guarded>,
): GuardedStore<T> {
  return {
    async load(keys) {
      const found = await documents.read(keys);
      return new Map(found.map(({ _id, ...value }) => [_id, value as unknown as T] as const));
    },
    save: (changed) =>
      documents.write(changed.map(({ key, value, over }) => ({ document: { ...value, _id: key }, over }))),
  };
}
