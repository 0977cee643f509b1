import {
  type BuyerOrder,
  contactKey,
  type Order,
  type OrderLineFact,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import type { Outgoing, Publish, Refused, Trace, Verb } from '@stamkunde/stream';
import { buyerOrders } from './domain/buyer-order.ts';
import { fold, initialOrder } from './domain/order.ts';
import type { OrderLimits } from './domain/order-limits.ts';
import { eachSlice } from './each-slice.ts';
import { type FactsOfOrder, factsByOrder, traceOf } from './facts-by-order.ts';
import { inSlices } from './in-slices.ts';
import type { ChangedOrder, OrderStore, StoredOrder } from './order-store.ts';
import { revAfterLoss } from './rev-after-loss.ts';
import { untilSaved } from './until-saved.ts';

export interface FoldOrdersPorts {
  readonly orders: OrderStore;
  readonly publish: Publish;
  readonly writeOrder: Writer<Order>['write'];
  readonly writeBuyerOrder: Writer<BuyerOrder>['write'];
  /** Orders that another writer had changed first. */
  readonly onLost?: (orders: number) => void;
  /** Statements that said something else than what was known, at the same version. */
  readonly onContradicted?: (statements: number) => void;
  readonly limits?: OrderLimits;
}

/**
 * Orders that are loaded, folded, saved and announced together. A batch is as large as the backlog lets it be, so that
 * many of its facts are about the same orders; what is in memory at a time are two of these slices.
 */
const ORDERS_AT_ONCE = 512;

/**
 * Folds a batch of order facts into orders, and tells their buyers: one read, one write, one announcement for hundreds of
 * orders, whatever the number of facts. Does not know what a buyer has bought elsewhere, nor who may be written to, nor
 * any vendor.
 */
export function foldOrders(ports: FoldOrdersPorts): Verb<OrderLineFact> {
  return async function onOrderLines(batch) {
    const told = factsByOrder(batch);
    const refused = [...told.refused];
    await eachSlice([...told.orders.keys()], ORDERS_AT_ONCE, async (keys) => {
      const folds = await saved(ports, told.orders, keys);
      // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
      await ports.publish(folds.flatMap((one) => announcements(ports, one)));
      ports.onContradicted?.(folds.reduce((sum, { contradictions }) => sum + contradictions, 0));
      for (const one of folds) refused.push(...one.refused);
    });
    return refused;
  };
}

/** These orders after their facts, as they stand in the store. */
async function saved(
  ports: FoldOrdersPorts,
  told: ReadonlyMap<string, FactsOfOrder>,
  keys: readonly string[],
): Promise<readonly FoldedOrder[]> {
  const { orders, onLost } = ports;
  const after = new Map<string, FoldedOrder>();
  await untilSaved(keys, async (open) => {
    const before = await orders.load(open);
    const folds = (await inSlices(open, (key) => folded(ports, told.get(key), before.get(key)))).flat();
    for (const one of folds) after.set(one.about.key, one);
    // Guarded by rev: a second writer loses here, not in the data, and is folded into what the first one made.
    const lost = await orders.save(folds.flatMap(({ changed }) => changed ?? []));
    onLost?.(lost.length);
    return lost;
  });
  return [...after.values()];
}

interface FoldedOrder {
  readonly about: FactsOfOrder;
  readonly trace: Trace;
  /** Undefined while there is no order: every fact of it was refused. */
  readonly present: StoredOrder | undefined;
  /** The same, if it has to be saved. */
  readonly changed: ChangedOrder | undefined;
  readonly refused: readonly Refused[];
  readonly contradictions: number;
}

function folded(
  { writeOrder, limits }: FoldOrdersPorts,
  about: FactsOfOrder | undefined,
  stored: StoredOrder | undefined,
): FoldedOrder[] {
  if (about === undefined) return [];
  const before = stored?.order ?? initialOrder(about.siteId, about.orderId);
  const { order, refused, contradictions } = fold(before, about.facts, stored?.bytes.length, limits);
  const changed =
    order === before ? undefined : changedOrder(order, before.rev, about.isReadAgain, writeOrder);
  const inBatch = refused.map(({ index, ...excess }) => ({
    index: about.places[index] as number,
    ...excess,
  }));
  const trace = traceOf(about, (facts) => fold(before, facts, stored?.bytes.length, limits).order !== before);
  return [{ about, trace, present: changed ?? stored, changed, refused: inBatch, contradictions }];
}

function changedOrder(
  folded: Order,
  over: number,
  isReadAgain: boolean,
  write: FoldOrdersPorts['writeOrder'],
): ChangedOrder {
  const order = isReadAgain ? { ...folded, rev: revAfterLoss(over) } : folded;
  return { order, bytes: write(order), over };
}

function announcements(
  { writeBuyerOrder }: FoldOrdersPorts,
  { about, trace, present }: FoldedOrder,
): Outgoing[] {
  if (present === undefined) return [];
  const { order, bytes } = present;
  const id = `${about.key}@${order.rev}`;
  return [
    { topic: topics.orders.name, key: about.key, value: bytes, trace, event: { id, type: 'Order' } },
    ...buyerOrders(order).map((one) => ({
      topic: topics.buyerOrders.name,
      key: contactKey(one.siteId, one.contactId),
      value: writeBuyerOrder(one),
      trace,
      event: { id: `${one.contactId}/${id}`, type: 'BuyerOrder' },
    })),
  ];
}
