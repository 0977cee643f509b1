import { contactKey, factIdOf, orderKey } from '@stamkunde/contracts';
import { fromMongo } from '@stamkunde/service';
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Purchase } from './domain/purchase.ts';
import type { Place } from './event-store.ts';
import { type Guarded, inserted, written } from './guarded-collection.ts';

/** What was bought, order by order. All calls throw `Unavailable` when the database is away. */
export interface PurchaseStore {
  /** Keeps each over a lower `rev` only; durable when it returns. */
  keep(purchases: readonly Purchase[]): Promise<void>;
  /** Orders of a contact that count, newest first; those before a place, if one is given. */
  newest(contact: string, limit: number, before?: Place): Promise<readonly Purchase[]>;
}

export interface PurchaseDocument extends Guarded {
  /** Whose it is; absent where it is nobody's or does not count. */
  readonly contact?: string;
  readonly at: number;
  readonly id: string;
  readonly purchase: Purchase;
}

const schema = new Schema({}, { versionKey: false, strict: false });
schema.index({ contact: 1, at: 1, id: 1 }, { partialFilterExpression: { contact: { $exists: true } } });

/** Purchases in MongoDB, collection `purchases`. */
export async function purchaseStore(connection: Connection): Promise<PurchaseStore> {
  const model = connection.model('Purchase', schema, 'purchases');
  await model.createCollection();
  await model.createIndexes();
  const collection = model.collection as unknown as mongo.Collection<PurchaseDocument>;

  return {
    async keep(purchases) {
      const all = purchases.map(purchaseDocument);
      const known = new Set(await written(collection, all, inserted));
      const again = all.filter(({ _id }) => known.has(_id));
      await written(collection, again, ({ _id, ...replacement }) => ({
        replaceOne: { filter: { _id, rev: { $lt: replacement.rev } }, replacement },
      }));
    },

    async newest(contact, limit, before) {
      // `$exists` is what lets the partial index be used.
      const filter = { contact: { $eq: contact, $exists: true } };
      const earlier = before && {
        $or: [{ at: { $lt: before.at } }, { at: before.at, id: { $lt: before.id } }],
      };
      const found = await fromMongo(() =>
        collection
          .find({ ...filter, ...earlier } as mongo.Filter<PurchaseDocument>)
          .sort({ at: -1, id: -1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ purchase }) => purchase);
    },
  };
}

export function purchaseDocument(purchase: Purchase): PurchaseDocument {
  const { siteId, orderId, rev, buyer } = purchase;
  return {
    _id: orderKey(siteId, orderId),
    rev,
    ...(buyer === null ? {} : { contact: contactKey(siteId, buyer) }),
    ...placeOfPurchase(purchase),
    purchase,
  };
}

/** An order's id may be any text, and MongoDB sorts texts by other rules than JavaScript; UUIDs both sort alike. */
export function placeOfPurchase({ siteId, orderId, placedAt }: Purchase): Place {
  return { at: placedAt ?? 0, id: factIdOf(siteId, 'order', orderId) };
}
