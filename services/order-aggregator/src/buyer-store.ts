import { type BuyerOrder, contactKey, type Reader, type Writer } from '@stamkunde/contracts';
import { fromMongo } from '@stamkunde/service';
import { LRUCache } from 'lru-cache';
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Buyer } from './domain/buyer.ts';
import { type CountedOrder, countedOrder, type Extremes, type Settled } from './domain/settled.ts';
import { type Guarded, guardedCollection, inserted, readAll, written } from './guarded-collection.ts';
import { sortable } from './sortable.ts';
import { storedReader } from './stored-reader.ts';

/** A buyer and the snapshot of the totals, the very bytes that are published. */
export interface StoredBuyer {
  readonly buyer: Buyer;
  readonly bytes: Buffer;
}

/** What becomes of a buyer. */
export interface ChangedBuyer extends StoredBuyer {
  /** `rev` of the one it was made from; 0 where there was none. */
  readonly over: number;
}

/** Spilled contributions that are wanted of one buyer. */
export interface WantedOrders {
  /** `siteId:contactId` */
  readonly buyer: string;
  readonly orderIds: readonly string[];
}

/** Buyers by `siteId:contactId`, and their spilled contributions. All calls throw `Unavailable` when the database is away. */
export interface BuyerStore {
  /** Those that exist; as somebody else may have left them a moment ago, since some come from memory. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredBuyer>>;
  /** Spilled contributions that exist, by buyer and orderId; buyers without any are left out. */
  spilled(wanted: readonly WantedOrders[]): Promise<ReadonlyMap<string, ReadonlyMap<string, BuyerOrder>>>;
  /** First and last of a buyer's spilled orders that count, without regard to `orderIds`. */
  extremes(without: WantedOrders): Promise<Extremes>;
  /** Spilled orders that count, newest first, without regard to `orderIds`; those before a place, if one is given. */
  newest(without: WantedOrders, limit: number, before?: Place): Promise<readonly BuyerOrder[]>;
  /** Gives contributions documents of their own, each over a lower `rev` only; durable when it returns. */
  spill(orders: readonly BuyerOrder[]): Promise<void>;
  /**
   * Saves buyers, each over the one it was made from; durable when it returns.
   *
   * @returns keys of those that somebody else had changed first; `load` reads them afresh
   */
  save(changed: readonly ChangedBuyer[]): Promise<readonly string[]>;
  /** One as it is in the database, whoever works on it. */
  find(key: string): Promise<StoredBuyer | undefined>;
  /** Forgets what is in memory: the keys of this process have become others. */
  clear(): void;
}

/** The place of an order among the orders of its buyer. */
export type Place = Pick<CountedOrder, 'placedAt' | 'orderId'>;

export const buyerKey = ({ siteId, contactId }: { siteId: string; contactId: string }): string =>
  contactKey(siteId, contactId);

export interface BuyerDocument extends Guarded {
  readonly site: string;
  /** The totals as they are published, in Confluent framing. */
  readonly value: Buffer;
  /** Contributions in the framing of `buyer-orders`: a third of the room and time of documents. */
  readonly recent: readonly Buffer[];
  readonly settled: Settled | null;
}

export interface SpilledDocument extends Guarded {
  readonly buyer: string;
  /** Milliseconds; absent where the order does not count. */
  readonly placedAt?: number;
  /** The order's id, such that MongoDB sorts it as the fold does. */
  readonly place?: string;
  /** The contribution in the framing of `buyer-orders`. */
  readonly value: Buffer;
}

const buyerSchema = new Schema(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    site: { type: String, required: true },
    value: { type: Buffer, required: true },
    recent: { type: [Buffer], required: true },
    settled: { type: Schema.Types.Mixed, default: null },
  },
  { versionKey: false },
);

const spilledSchema = new Schema(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    buyer: { type: String, required: true },
    placedAt: Number,
    place: String,
    value: { type: Buffer, required: true },
  },
  { versionKey: false },
);
// Only those that count: the first, the last and a page of them are all that is ever asked for.
spilledSchema.index(
  { buyer: 1, placedAt: 1, place: 1 },
  { partialFilterExpression: { placedAt: { $exists: true } } },
);

/** What a buyer takes in memory, as objects: less than to decode sixteen contributions for every event. */
const ENTRY_BYTES = 1_000;
const RECENT_BYTES = 500;

export interface BuyerCodecs {
  readonly buyerOrders: Reader<BuyerOrder>;
  readonly buyerOrderWriter: Writer<BuyerOrder>;
}

/**
 * Buyers in MongoDB, collections `buyers` and `spilledOrders`, with the most recently used buyers in memory.
 *
 * @param cacheBytesMax bytes of memory for buyers, all told
 */
export async function buyerStore(
  connection: Connection,
  { buyerOrders, buyerOrderWriter }: BuyerCodecs,
  cacheBytesMax: number,
): Promise<BuyerStore> {
  const buyerModel = connection.model('Buyer', buyerSchema, 'buyers');
  const spilledModel = connection.model('SpilledOrder', spilledSchema, 'spilledOrders');
  await Promise.all([buyerModel.createCollection(), spilledModel.createCollection()]);
  await spilledModel.createIndexes();
  const documents = guardedCollection(buyerModel.collection as unknown as mongo.Collection<BuyerDocument>);
  const spilledDocuments = spilledModel.collection as unknown as mongo.Collection<SpilledDocument>;
  const cache = new LRUCache<string, Remembered>({
    maxSize: cacheBytesMax,
    sizeCalculation: ({ buyer }) => ENTRY_BYTES + buyer.recent.length * RECENT_BYTES,
  });
  const { readAll: read } = storedReader(buyerOrders);

  async function buyerOf({ _id, rev, site: siteId, recent, settled }: BuyerDocument): Promise<Buyer> {
    return { siteId, contactId: _id.slice(siteId.length + 1), rev, recent: await read(recent), settled };
  }

  /** Spilled contributions that count, in their order or against it. */
  async function inOrder({ buyer, orderIds }: WantedOrders, direction: 1 | -1, limit: number, from?: Place) {
    const notThese = orderIds.map((orderId) => spilledId(buyer, orderId));
    // `$exists` is what lets the partial index be used.
    const filter = { buyer, placedAt: { $exists: true }, _id: { $nin: notThese } };
    const found = await fromMongo(() =>
      spilledDocuments
        .find(from === undefined ? filter : { ...filter, $or: before(from) }, { promoteBuffers: true })
        .sort({ placedAt: direction, place: direction })
        .limit(limit)
        .toArray(),
    );
    return read(found.map((document) => document.value));
  }

  return {
    async load(keys) {
      const found = new Map<string, StoredBuyer>();
      const missing: string[] = [];
      for (const key of keys) {
        const known = cache.get(key);
        if (known === undefined) missing.push(key);
        else found.set(key, { buyer: known.buyer, bytes: Buffer.from(known.bytes, 'latin1') });
      }
      for (const document of await documents.read(missing)) {
        const stored = { buyer: await buyerOf(document), bytes: document.value };
        cache.set(document._id, remembered(stored));
        found.set(document._id, stored);
      }
      return found;
    },

    async spilled(wanted) {
      const ids = wanted.flatMap(({ buyer, orderIds }) => orderIds.map((id) => spilledId(buyer, id)));
      const found = new Map<string, Map<string, BuyerOrder>>();
      const stored = await readAll(spilledDocuments, ids);
      for (const order of await read(stored.map((document) => document.value))) {
        const key = buyerKey(order);
        const orders = found.get(key) ?? new Map<string, BuyerOrder>();
        found.set(key, orders.set(order.orderId, order));
      }
      return found;
    },

    async extremes(without) {
      const [[first], [last]] = await Promise.all([inOrder(without, 1, 1), inOrder(without, -1, 1)]);
      return { first: first ? countedOrder(first) : null, last: last ? countedOrder(last) : null };
    },

    newest: (without, limit, from) => inOrder(without, -1, limit, from),

    async find(key) {
      const [document] = await documents.read([key]);
      return document && { buyer: await buyerOf(document), bytes: document.value };
    },

    async spill(orders) {
      const all = orders.map((order) => spilledDocument(order, buyerOrderWriter));
      const known = new Set(await written(spilledDocuments, all, inserted));
      const again = all.filter((document) => known.has(document._id));
      await written(spilledDocuments, again, ({ _id, ...replacement }) => ({
        replaceOne: { filter: { _id, rev: { $lt: replacement.rev } }, replacement },
      }));
    },

    async save(changed) {
      // Until it is known which of them are ours, none may be found in memory: a failed write may have been done.
      for (const { buyer } of changed) cache.delete(buyerKey(buyer));
      const lost = await documents.write(
        changed.map((one) => ({ document: buyerDocument(one, buyerOrderWriter), over: one.over })),
      );
      const isLost = new Set(lost);
      for (const stored of changed) {
        const key = buyerKey(stored.buyer);
        if (!isLost.has(key)) cache.set(key, remembered(stored));
      }
      return lost;
    },

    clear() {
      cache.clear();
    },
  };
}

/** A buyer in memory. A text of bytes is cheaper to make than a buffer, and holds no larger one. */
interface Remembered {
  readonly buyer: Buyer;
  readonly bytes: string;
}

function remembered({ buyer, bytes }: StoredBuyer): Remembered {
  return { buyer, bytes: bytes.toString('latin1') };
}

function spilledId(buyer: string, orderId: string): string {
  return `${buyer}:${orderId}`;
}

function before({ placedAt, orderId }: Place): mongo.Filter<SpilledDocument>[] {
  return [{ placedAt: { $lt: placedAt } }, { placedAt, place: { $lt: sortable(orderId) } }];
}

export function buyerDocument({ buyer, bytes }: StoredBuyer, writer: Writer<BuyerOrder>): BuyerDocument {
  const { siteId, rev, recent, settled } = buyer;
  return { _id: buyerKey(buyer), rev, site: siteId, value: bytes, recent: recent.map(writer.write), settled };
}

export function spilledDocument(order: BuyerOrder, writer: Writer<BuyerOrder>): SpilledDocument {
  const buyer = buyerKey(order);
  const head = { _id: spilledId(buyer, order.orderId), rev: order.rev, buyer };
  const value = writer.write(order);
  if (order.counts === null) return { ...head, value };
  return { ...head, placedAt: order.counts.placedAt, place: sortable(order.orderId), value };
}
