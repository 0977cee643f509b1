import {
  type BuyerOrder,
  contactKey,
  type Order,
  type OrderLineFact,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import { inTurns, type Outgoing, type Publish, type Refused, type Trace, type Verb } from '@stamkunde/stream';
import { buyerOrders } from './domain/buyer-order.ts';
import { fold, initialOrder } from './domain/order.ts';
import type { OrderLimits } from './domain/order-limits.ts';
import { type FactsOfOrder, factsByOrder, traceOf } from './facts-by-order.ts';
import type { ChangedOrder, OrderHead, OrderStore, StoredOrder } from './order-store.ts';
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
 * Folds a batch of order facts into orders, and tells their buyers: one read, one write, one announcement for hundreds of
 * orders, whatever the number of facts. Does not know what a buyer has bought elsewhere, nor who may be written to, nor
 * any vendor.
 */
export function foldOrders(ports: FoldOrdersPorts): Verb<OrderLineFact> {
  return async function onOrderLines(batch) {
    const told = await factsByOrder(batch);
    const folds = await saved(ports, told.orders);
    // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
    await ports.publish(folds.flatMap(({ announcements }) => announcements));
    ports.onContradicted?.(folds.reduce((sum, { contradictions }) => sum + contradictions, 0));
    return [...told.refused, ...folds.flatMap(({ refused }) => refused)];
  };
}

/** These orders after their facts, as they stand in the store. */
async function saved(
  ports: FoldOrdersPorts,
  told: ReadonlyMap<string, FactsOfOrder>,
): Promise<readonly FoldedOrder[]> {
  const { orders, onLost } = ports;
  const after = new Map<string, FoldedOrder>();
  await untilSaved([...told.keys()], async (open) => {
    const before = await orders.load(open);
    const folds = (await inTurns(open, (key) => folded(ports, told.get(key), before.get(key)))).flat();
    for (const one of folds) after.set(one.key, one);
    // Guarded by rev: a second writer loses here, not in the data, and is folded into what the first one made.
    const lost = await orders.save(folds.flatMap(({ changed }) => changed ?? []));
    onLost?.(lost.length);
    return lost;
  });
  return [...after.values()];
}

/** What came of the facts about an order. The order itself is not among it: see `StoredOrder`. */
interface FoldedOrder {
  readonly key: string;
  /** Undefined where nothing has to be saved. */
  readonly changed: ChangedOrder | undefined;
  /** None while there is no order: every fact of it was refused. */
  readonly announcements: readonly Outgoing[];
  readonly refused: readonly Refused[];
  readonly contradictions: number;
}

function folded(
  ports: FoldOrdersPorts,
  about: FactsOfOrder | undefined,
  stored: StoredOrder | undefined,
): FoldedOrder[] {
  if (about === undefined) return [];
  const { writeOrder, limits } = ports;
  const before = stored?.order ?? initialOrder(about.siteId, about.orderId);
  const bytesBefore = stored?.bytes.length;
  const { order, refused, contradictions } = fold(before, about.facts, bytesBefore, limits);
  const trace = traceOf(about, (facts) => fold(before, facts, bytesBefore, limits).order !== before);
  const inBatch = refused.map(({ index, ...excess }) => ({
    index: about.places[index] as number,
    ...excess,
  }));
  const rest = { key: about.key, refused: inBatch, contradictions };
  if (order === before) {
    const announcements = stored === undefined ? [] : said(ports, about, trace, before, stored.bytes);
    return [{ ...rest, changed: undefined, announcements }];
  }
  const after = about.isReadAgain ? { ...order, rev: revAfterLoss(before.rev) } : order;
  const bytes = writeOrder(after);
  const changed = { order: headOf(after), bytes, over: before.rev };
  return [{ ...rest, changed, announcements: said(ports, about, trace, after, bytes) }];
}

function headOf({ siteId, orderId, rev, buyer, placedAt }: Order): OrderHead {
  return { siteId, orderId, rev, buyer, placedAt };
}

function said(
  { writeBuyerOrder }: FoldOrdersPorts,
  { key }: FactsOfOrder,
  trace: Trace,
  order: Order,
  bytes: Buffer,
): Outgoing[] {
  const id = `${key}@${order.rev}`;
  return [
    { topic: topics.orders.name, key, value: bytes, trace, event: { id, type: 'Order' } },
    ...buyerOrders(order).map((one) => ({
      topic: topics.buyerOrders.name,
      key: contactKey(one.siteId, one.contactId),
      value: writeBuyerOrder(one),
      trace,
      event: { id: `${one.contactId}/${id}`, type: 'BuyerOrder' },
    })),
  ];
}
