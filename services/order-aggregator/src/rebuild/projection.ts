import type { BuyerOrder, Order, PurchaseTotals } from '@stamkunde/contracts';
import { fromMongo } from '@stamkunde/service';
import type { Connection, mongo } from 'mongoose';
import type { BuyerDocument, SpilledDocument } from '../buyer-store.ts';
import type { Codecs } from '../codecs.ts';
import type { Settled } from '../domain/settled.ts';
import { readAll } from '../guarded-collection.ts';
import type { OrderDocument } from '../order-store.ts';
import { storedReader } from '../stored-reader.ts';

/** A buyer as it is stored, with everything that is counted. */
export interface WholeBuyer {
  readonly rev: number;
  readonly totals: PurchaseTotals;
  readonly recent: readonly BuyerOrder[];
  readonly settled: Settled | null;
  /** Older contributions, without those that `recent` knows better. */
  readonly spilled: readonly BuyerOrder[];
}

/** All there is in one projection, to be read beside another one. */
export interface Projection {
  readonly orders: mongo.Collection<OrderDocument>;
  readonly buyers: mongo.Collection<BuyerDocument>;
  readonly spilled: mongo.Collection<SpilledDocument>;
  /** Snapshots of orders that exist, by key, as they are stored. */
  orderBytesOf(keys: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Those that exist, by key. */
  ordersOf(keys: readonly string[]): Promise<ReadonlyMap<string, Order>>;
  buyersOf(keys: readonly string[]): Promise<ReadonlyMap<string, WholeBuyer>>;
}

/** The projection in this database. All calls throw `Unavailable` when it is away. */
export function projectionIn(database: Connection, codecs: Codecs): Projection {
  const orders = database.collection('orders') as unknown as mongo.Collection<OrderDocument>;
  const buyers = database.collection('buyers') as unknown as mongo.Collection<BuyerDocument>;
  const spilled = database.collection('spilledOrders') as unknown as mongo.Collection<SpilledDocument>;
  const [readOrders, readTotals, readContributions] = [
    storedReader(codecs.orders).readAll,
    storedReader(codecs.totals).readAll,
    storedReader(codecs.buyerOrders).readAll,
  ];
  return {
    orders,
    buyers,
    spilled,

    async orderBytesOf(keys) {
      const documents = await readAll(orders, keys);
      return new Map(documents.map(({ _id, value }) => [_id, value]));
    },

    async ordersOf(keys) {
      const documents = await readAll(orders, keys);
      const values = await readOrders(documents.map(({ value }) => value));
      return new Map(documents.map(({ _id }, index) => [_id, values[index] as Order]));
    },

    async buyersOf(keys) {
      const documents = await readAll(buyers, keys);
      const totals = await readTotals(documents.map(({ value }) => value));
      const whole = documents.map(async ({ _id, rev, recent, settled }, index) => {
        const newer = await readContributions(recent);
        const known = new Set(newer.map(({ orderId }) => orderId));
        const older = settled === null ? [] : await readContributions(await valuesOf(spilled, _id));
        const buyer: WholeBuyer = {
          rev,
          totals: totals[index] as PurchaseTotals,
          recent: newer,
          settled,
          spilled: older.filter(({ orderId }) => !known.has(orderId)),
        };
        return [_id, buyer] as const;
      });
      return new Map(await Promise.all(whole));
    },
  };
}

/** Ids of spilled documents begin with their buyer: a range of the index that every collection has. */
export function idsOf(buyer: string): { readonly $gt: string; readonly $lt: string } {
  return { $gt: `${buyer}:`, $lt: `${buyer};` };
}

async function valuesOf(spilled: mongo.Collection<SpilledDocument>, buyer: string): Promise<Buffer[]> {
  const documents = await fromMongo(() =>
    spilled.find({ _id: idsOf(buyer) }, { projection: { value: 1 }, promoteBuffers: true }).toArray(),
  );
  return documents.map(({ value }) => value);
}
