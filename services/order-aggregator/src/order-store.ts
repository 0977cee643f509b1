import { type Order, orderKey, type Reader } from '@stamkunde/contracts';
import { type Connection, type mongo, Schema } from 'mongoose';
import { byteCache } from './byte-cache.ts';
import { type Guarded, guardedCollection } from './guarded-collection.ts';
import { storedReader } from './stored-reader.ts';

/** An order and its snapshot, the very bytes that are published. */
export interface StoredOrder {
  /**
   * Decoded anew each time it is asked for: to be held no longer than it takes to fold it. An order as an object takes four
   * times the room of its bytes, and what dies young costs the garbage collector nothing.
   */
  readonly order: Order;
  readonly bytes: Buffer;
}

/** What is said of an order beside its snapshot. */
export type OrderHead = Pick<Order, 'siteId' | 'orderId' | 'rev' | 'buyer' | 'placedAt'>;

/** What becomes of an order. */
export interface ChangedOrder {
  readonly order: OrderHead;
  readonly bytes: Buffer;
  /** `rev` of the one it was made from; 0 where there was none. */
  readonly over: number;
}

/** Orders by `siteId:orderId`. All calls throw `Unavailable` when the database is away. */
export interface OrderStore {
  /** Those that exist; as somebody else may have left them a moment ago, since some come from memory. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredOrder>>;
  /**
   * Saves orders, each over the one it was made from; durable when it returns.
   *
   * @returns keys of those that somebody else had changed first; `load` reads them afresh
   */
  save(changed: readonly ChangedOrder[]): Promise<readonly string[]>;
  /** One as it is in the database, whoever works on it. */
  find(key: string): Promise<StoredOrder | undefined>;
  /** Forgets what is in memory: the keys of this process have become others. */
  clear(): void;
}

export interface OrderDocument extends Guarded {
  readonly site: string;
  readonly buyer: string | null;
  readonly placedAt: Date | null;
  /** The snapshot as it is published, in Confluent framing. */
  readonly value: Buffer;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    site: { type: String, required: true },
    buyer: { type: String, default: null },
    placedAt: { type: Date, default: null },
    value: { type: Buffer, required: true },
  },
  { versionKey: false },
);

/**
 * Orders in MongoDB, collection `orders`, with those saved last in memory: as bytes, which take a quarter of the room of
 * objects, so that more are found, and to decode one costs less than to ask the database.
 *
 * @param cacheBytesMax bytes of memory for orders
 */
export async function orderStore(
  connection: Connection,
  orders: Reader<Order>,
  cacheBytesMax: number,
): Promise<OrderStore> {
  const model = connection.model('Order', schema, 'orders');
  await model.createCollection();
  const documents = guardedCollection(model.collection as unknown as mongo.Collection<OrderDocument>);
  const cache = byteCache(cacheBytesMax);
  const stored = storedReader(orders);
  const orderIn = (bytes: Buffer): StoredOrder => ({
    bytes,
    get order() {
      return stored.read(bytes);
    },
  });

  return {
    async load(keys) {
      const found = cache.find(keys);
      const missing = keys.filter((key) => !found.has(key));
      for (const { _id, value } of await documents.read(missing)) {
        cache.set(_id, value);
        found.set(_id, value);
      }
      await stored.learn(found.values());
      return new Map([...found].map(([key, bytes]) => [key, orderIn(bytes)]));
    },

    async save(changed) {
      const keys = changed.map(({ order }) => orderKey(order.siteId, order.orderId));
      // Until it is known which of them are ours, none may be found in memory: a failed write may have been done.
      for (const key of keys) cache.delete(key);
      const lost = await documents.write(
        changed.map((one) => ({ document: orderDocument(one), over: one.over })),
      );
      const isLost = new Set(lost);
      for (const [index, { bytes }] of changed.entries()) {
        const key = keys[index];
        if (key !== undefined && !isLost.has(key)) cache.set(key, bytes);
      }
      return lost;
    },

    async find(key) {
      const [document] = await documents.read([key]);
      if (document === undefined) return undefined;
      await stored.learn([document.value]);
      return orderIn(document.value);
    },

    clear() {
      cache.clear();
    },
  };
}

export function orderDocument({ order, bytes }: Omit<ChangedOrder, 'over'>): OrderDocument {
  const { siteId, orderId, rev, buyer, placedAt } = order;
  return {
    _id: orderKey(siteId, orderId),
    rev,
    site: siteId,
    buyer,
    placedAt: placedAt === null ? null : new Date(placedAt),
    value: bytes,
  };
}
