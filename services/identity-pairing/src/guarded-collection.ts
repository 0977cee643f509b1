import { fromMongo, outageOr } from '@stamkunde/service';
import mongoose, { type mongo } from 'mongoose';

/** A document that only who knows its newest `rev` may replace. */
export interface Guarded {
  readonly _id: string;
  readonly rev: number;
}

/** A document, and the `rev` of the one whose place it takes; 0 where there is none. */
export interface Replacing<D extends Guarded> {
  readonly document: D;
  readonly over: number;
}

export interface GuardedCollection<D extends Guarded> {
  /** Those that exist, in no order. Throws `Unavailable`. */
  read(ids: readonly string[]): Promise<D[]>;
  /**
   * Writes documents, each over the one it was made from or as the first, in one round trip of each kind.
   * Durable on a majority when it returns.
   *
   * @returns ids of those that somebody else had written first: nothing of ours is in them
   */
  write(changes: readonly Replacing<D>[]): Promise<readonly string[]>;
}

const DUPLICATE_KEY = 11_000;

export function guardedCollection<D extends Guarded>(collection: mongo.Collection<D>): GuardedCollection<D> {
  return {
    read: (ids) => readAll(collection, ids),

    async write(changes) {
      const first = changes.filter(({ over }) => over === 0).map(({ document }) => document);
      const later = changes.filter(({ over }) => over > 0);
      const overs = new Map(later.map(({ document, over }) => [document._id, over]));
      const replacements = later.map(({ document }) => document);
      const lost = await Promise.all([
        written(collection, first, inserted),
        written(collection, replacements, (document) => ({
          replaceOne: {
            filter: { _id: document._id, rev: overs.get(document._id) } as mongo.Filter<D>,
            replacement: document as mongo.WithoutId<D>,
            // Never inserts: where the guard misses, the document exists, and the duplicate key names the one that lost.
            // Without it the answer would only tell how many did.
            upsert: true,
          },
        })),
      ]);
      return lost.flat();
    },
  };
}

/** All documents with these ids in one answer: without a batch size the server sends 101 and waits to be asked again. */
function readAll<D extends Guarded>(collection: mongo.Collection<D>, ids: readonly string[]): Promise<D[]> {
  if (ids.length === 0) return Promise.resolve([]);
  const filter = { _id: { $in: ids } } as unknown as mongo.Filter<D>;
  return fromMongo(
    () =>
      collection.find(filter, { batchSize: ids.length + 1, promoteBuffers: true }).toArray() as Promise<D[]>,
  );
}

/** The statement for a document that should not exist yet. */
export function inserted<D extends Guarded>(document: D): mongo.AnyBulkWriteOperation<D> {
  return { insertOne: { document: document as mongo.OptionalId<D> } };
}

/** Writes in any order what can be written; returns the ids of documents that met a duplicate key. */
export async function written<D extends Guarded>(
  collection: mongo.Collection<D>,
  documents: readonly D[],
  statement: (document: D) => mongo.AnyBulkWriteOperation<D>,
): Promise<string[]> {
  if (documents.length === 0) return [];
  try {
    await collection.bulkWrite(documents.map(statement), { ordered: false, writeConcern: { w: 'majority' } });
    return [];
  } catch (error) {
    const failed = error instanceof mongoose.mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
    const isGuard = failed.length > 0 && failed.every((one) => one.code === DUPLICATE_KEY);
    const outage = outageOr(error);
    if (!isGuard || outage !== error) throw outage;
    return failed.flatMap(({ index }) => documents[index]?._id ?? []);
  }
}
