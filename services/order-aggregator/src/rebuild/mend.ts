import { type BuyerOrder, contactKey, type Order, topics } from '@stamkunde/contracts';
import { fromMongo } from '@stamkunde/service';
import { type Outgoing, type Publish, type Trace, Unavailable } from '@stamkunde/stream';
import type { Connection, mongo } from 'mongoose';
import { buyerDocument, spilledDocument } from '../buyer-store.ts';
import type { Codecs } from '../codecs.ts';
import { type Buyer, initialBuyer } from '../domain/buyer.ts';
import { buyerOrders } from '../domain/buyer-order.ts';
import { initialOrder } from '../domain/order.ts';
import { purchaseTotals } from '../domain/purchase-totals.ts';
import { readAll } from '../guarded-collection.ts';
import { type OrderDocument, orderDocument, type StoredOrder } from '../order-store.ts';
import { differencesOfBuyers, differencesOfOrders } from './differences.ts';
import type { Mend } from './mends.ts';
import { idsOf, type Projection, type WholeBuyer } from './projection.ts';

export interface MendPorts {
  readonly live: Projection;
  readonly rebuilt: Projection;
  /** Database of the live projection. */
  readonly database: Connection;
  readonly codecs: Codecs;
  readonly publish: Publish;
  /** Of everything that is said here. */
  readonly trace: Trace;
  /** The highest rev that was ever announced, by the key of the message. */
  readonly announced: Announced;
}

export interface Announced {
  readonly orders: ReadonlyMap<string, number>;
  readonly buyers: ReadonlyMap<string, number>;
}

/**
 * Stores what the rebuilt projection says of these orders, each with the `rev` after all earlier ones, and announces them.
 * What is stored already is announced again with the same `rev`: cut off in between, it may be done once more.
 * For who holds the group only. Throws `Unavailable` when somebody else writes all the same.
 */
export async function mendOrders(ports: MendPorts, mends: readonly Mend[]): Promise<void> {
  const { live, rebuilt, codecs, publish, announced } = ports;
  const keys = mends.map(({ key }) => key);
  const [here, there] = await Promise.all([live.ordersOf(keys), rebuilt.ordersOf(keys)]);
  const stored = new Map<string, StoredOrder>();
  const writes: mongo.AnyBulkWriteOperation<OrderDocument>[] = [];
  for (const key of keys) {
    const [before, should] = [here.get(key), there.get(key) ?? nothingHeard(key)];
    const isAlike = differencesOfOrders(before, should).length === 0;
    const order =
      isAlike && before !== undefined
        ? before
        : { ...should, rev: revAfter(before, announced.orders.get(key)) };
    const one = { order, bytes: codecs.orderWriter.write(order) };
    stored.set(key, one);
    if (order !== before) writes.push(replacing(before, orderDocument(one)));
  }
  if (writes.length > 0) {
    const { matchedCount, insertedCount } = await fromMongo(() =>
      live.orders.bulkWrite(writes, { ordered: false, writeConcern: { w: 'majority' } }),
    );
    if (matchedCount + insertedCount < writes.length)
      throw new Unavailable('mongodb', 'somebody else writes orders');
  }
  await publish(mends.flatMap((mend) => orderAnnouncements(ports, mend, stored.get(mend.key))));
}

/** The same for buyers. Orders come first: contributions have the revs of their orders. */
export async function mendBuyers(ports: MendPorts, mends: readonly Mend[]): Promise<void> {
  const { live, rebuilt, codecs, publish, trace, announced } = ports;
  const keys = mends.map(({ key }) => key);
  const [here, there] = await Promise.all([live.buyersOf(keys), rebuilt.buyersOf(keys)]);
  const out: Outgoing[] = [];
  for (const key of keys) {
    const [before, should] = [here.get(key), there.get(key)];
    let totals = before?.totals;
    if (totals === undefined || differencesOfBuyers(before, should).length > 0) {
      const rev = revAfter(before, announced.buyers.get(key));
      const whole = await withLiveRevs(live, key, should, rev);
      await replaceBuyer(ports, before?.rev, whole.buyer, whole.spilled);
      totals = purchaseTotals(whole.buyer);
    }
    const event = { id: `${key}@${totals.rev}`, type: 'PurchaseTotals' };
    const value = codecs.totalsWriter.write(totals);
    out.push({ topic: topics.purchaseTotals.name, key, value, trace, event });
  }
  await publish(out);
}

/** Of a document that was lost, or is older than what was announced, the topic knows better. */
function revAfter(before: { readonly rev: number } | undefined, announced: number | undefined): number {
  return Math.max(before?.rev ?? 0, announced ?? 0) + 1;
}

/** As with every write: over the rev that was read, or as the first. */
function replacing(
  before: { readonly rev: number } | undefined,
  document: OrderDocument,
): mongo.AnyBulkWriteOperation<OrderDocument> {
  if (before === undefined) return { insertOne: { document } };
  const { _id, ...replacement } = document;
  return { replaceOne: { filter: { _id, rev: before.rev }, replacement } };
}

/** What stands in for an order of which the log knows nothing. */
function nothingHeard(key: string): Order {
  const [siteId, orderId] = partsOf(key);
  return initialOrder(siteId, orderId);
}

function partsOf(key: string): [siteId: string, rest: string] {
  const at = key.indexOf(':');
  return [key.slice(0, at), key.slice(at + 1)];
}

function orderAnnouncements(
  { codecs, trace }: MendPorts,
  { key, retract }: Mend,
  stored: StoredOrder | undefined,
): Outgoing[] {
  if (stored === undefined) return [];
  const { order, bytes } = stored;
  const { siteId, orderId, rev } = order;
  const id = `${key}@${rev}`;
  const told = buyerOrders(order);
  const isTold = new Set(told.map(({ contactId }) => contactId));
  const retractions = retract
    .filter((contactId) => !isTold.has(contactId))
    .map((contactId): BuyerOrder => ({ siteId, contactId, orderId, rev, counts: null }));
  return [
    { topic: topics.orders.name, key, value: bytes, trace, event: { id, type: 'Order' } },
    ...[...told, ...retractions].map((one) => ({
      topic: topics.buyerOrders.name,
      key: contactKey(siteId, one.contactId),
      value: codecs.buyerOrderWriter.write(one),
      trace,
      event: { id: `${one.contactId}/${id}`, type: 'BuyerOrder' },
    })),
  ];
}

/**
 * The rebuilt buyer, its contributions with the revs the live orders have: by them later contributions are told from
 * earlier ones. An order the live projection has not heard of yet has none; its first contribution will win.
 */
async function withLiveRevs(
  live: Projection,
  key: string,
  should: WholeBuyer | undefined,
  rev: number,
): Promise<{ buyer: Buyer; spilled: readonly BuyerOrder[] }> {
  const [siteId, contactId] = partsOf(key);
  if (should === undefined) return { buyer: { ...initialBuyer(siteId, contactId), rev }, spilled: [] };
  const ids = [...should.recent, ...should.spilled].map(({ orderId }) => `${siteId}:${orderId}`);
  const revs = new Map((await readAll(live.orders, ids)).map((order) => [order._id, order.rev]));
  const withRev = (one: BuyerOrder) => ({ ...one, rev: revs.get(`${siteId}:${one.orderId}`) ?? 0 });
  const buyer: Buyer = {
    siteId,
    contactId,
    rev,
    recent: should.recent.map(withRev),
    settled: should.settled,
  };
  return { buyer, spilled: should.spilled.map(withRev) };
}

/** In one transaction: sums beside contributions that are not theirs would take out of them what was never in. */
async function replaceBuyer(
  { live, database, codecs }: MendPorts,
  revBefore: number | undefined,
  buyer: Buyer,
  spilled: readonly BuyerOrder[],
): Promise<void> {
  const bytes = codecs.totalsWriter.write(purchaseTotals(buyer));
  const document = buyerDocument({ buyer, bytes }, codecs.buyerOrderWriter);
  const older = spilled.map((order) => spilledDocument(order, codecs.buyerOrderWriter));
  await fromMongo(() =>
    database.transaction(async (session) => {
      await live.spilled.deleteMany({ _id: idsOf(document._id) }, { session });
      if (older.length > 0) await live.spilled.insertMany(older, { session, ordered: false });
      if (revBefore === undefined) await live.buyers.insertOne(document, { session });
      else {
        const { _id, ...replacement } = document;
        const { matchedCount } = await live.buyers.replaceOne({ _id, rev: revBefore }, replacement, {
          session,
        });
        if (matchedCount === 0) throw new Unavailable('mongodb', 'somebody else writes buyers');
      }
    }),
  );
}
