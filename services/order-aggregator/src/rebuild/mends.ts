import { fromMongo } from '@stamkunde/service';
import type { Connection } from 'mongoose';

/** A member whose live document is to say what the rebuilt one says. */
export interface Mend {
  readonly kind: 'orders' | 'buyers';
  readonly key: string;
  /** Buyers whom the live order has told of itself and the rebuilt one has not: they are told that it adds nothing. */
  readonly retract: readonly string[];
}

/** What is being mended, in the database of the rebuild. All calls throw `Unavailable` when it is away. */
export interface Mends {
  /** Durable when it returns; what is noted already stays as it is. */
  note(mends: readonly Mend[]): Promise<void>;
  all(): Promise<readonly Mend[]>;
  /** Stored and announced. */
  done(mends: readonly Mend[]): Promise<void>;
}

export function mendsIn(database: Connection): Mends {
  const collection = database.collection<Mend & { readonly _id: string }>('mends');
  const idOf = ({ kind, key }: Mend) => `${kind}/${key}`;
  return {
    async note(mends) {
      if (mends.length === 0) return;
      const writes = mends.map((mend) => ({
        updateOne: { filter: { _id: idOf(mend) }, update: { $setOnInsert: mend }, upsert: true },
      }));
      await fromMongo(() =>
        collection.bulkWrite(writes, { ordered: false, writeConcern: { w: 'majority' } }),
      );
    },
    all: () =>
      fromMongo(() =>
        collection
          .find({}, { projection: { _id: 0 } })
          .sort({ _id: 1 })
          .toArray(),
      ),
    async done(mends) {
      await fromMongo(() => collection.deleteMany({ _id: { $in: mends.map(idOf) } }));
    },
  };
}
