import { type Order, type OrderLineFact, orderKey, type PurchaseTotals } from '@stamkunde/contracts';

/** What matters of an order in the end, in a form that every contender's documents can be brought to. */
export interface OrderEnd {
  readonly lines: number;
  readonly pieces: number;
  /** Millionths of the currency. */
  readonly value: number;
}

/** What matters of a buyer in the end. */
export interface TotalsEnd {
  readonly orders: number;
  readonly pieces: number;
  readonly value: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly lastOrderId: string | null;
}

/** Orders by key, totals by contact. */
export interface EndState {
  readonly orders: ReadonlyMap<string, OrderEnd>;
  readonly totals: ReadonlyMap<string, TotalsEnd>;
}

const inMillionths = (amount: number, scale: number): number => amount * 10 ** (6 - scale);

export function endOfOrder({ lines, productCount, totals }: Order): OrderEnd {
  const value = totals.reduce((sum, { amount, scale }) => sum + inMillionths(amount, scale), 0);
  return { lines: lines.length, pieces: productCount, value };
}

export function endOfTotals(totals: PurchaseTotals): TotalsEnd {
  const { orderCount, productCount, spend, firstPurchaseAt, lastPurchaseAt, lastOrderId } = totals;
  return {
    orders: orderCount,
    pieces: productCount,
    value: spend.reduce((sum, { total, scale }) => sum + inMillionths(total, scale), 0),
    firstAt: firstPurchaseAt,
    lastAt: lastPurchaseAt,
    lastOrderId,
  };
}

interface Line {
  bought?: OrderLineFact;
  readonly taken: Map<string, number>;
}

/**
 * What a history comes to, worked out on the whole of it at once and knowing nothing of how a service does it. It is
 * enough for the works of the benchmark: one currency, no annulments.
 */
export function endStateOf(facts: readonly OrderLineFact[]): EndState {
  const orders = new Map<string, OrderEnd>();
  const totals = new Map<string, TotalsEnd>();
  for (const [key, about] of Map.groupBy(facts, ({ siteId, orderId }) => orderKey(siteId, orderId))) {
    const lines = linesOf(about);
    let pieces = 0;
    let value = 0;
    let placedAt = Number.POSITIVE_INFINITY;
    for (const { bought, taken } of lines.values()) {
      const left = (bought?.quantity ?? 0) - [...taken.values()].reduce((sum, one) => sum + one, 0);
      if (bought === undefined || left <= 0) continue;
      pieces += left;
      placedAt = Math.min(placedAt, bought.occurredAt);
      if (bought.unitPrice !== null)
        value += left * inMillionths(bought.unitPrice.amount, bought.unitPrice.scale);
    }
    orders.set(key, { lines: lines.size, pieces, value });
    const buyer = newest(about.filter((fact) => fact.buyer !== null))?.buyer;
    if (buyer)
      totals.set(buyer, withOrder(totals.get(buyer), { pieces, value, placedAt }, about[0]?.orderId ?? ''));
  }
  return { orders, totals };
}

function linesOf(facts: readonly OrderLineFact[]): Map<string, Line> {
  const lines = new Map<string, Line>();
  for (const fact of facts) {
    if (fact.lineId === null) continue;
    const line: Line = lines.get(fact.lineId) ?? { taken: new Map() };
    lines.set(fact.lineId, line);
    if (fact.type === 'LineCancelled')
      line.taken.set(fact.cancellationId ?? '', fact.quantity ?? Number.POSITIVE_INFINITY);
    else line.bought = line.bought === undefined ? fact : (newest([line.bought, fact]) ?? fact);
  }
  return lines;
}

const NO_ORDERS: TotalsEnd = {
  orders: 0,
  pieces: 0,
  value: 0,
  firstAt: null,
  lastAt: null,
  lastOrderId: null,
};

function withOrder(
  before: TotalsEnd = NO_ORDERS,
  order: { readonly pieces: number; readonly value: number; readonly placedAt: number },
  orderId: string,
): TotalsEnd {
  if (order.pieces === 0) return before;
  const { lastAt, lastOrderId } = before;
  const isLast =
    lastAt === null ||
    order.placedAt > lastAt ||
    (order.placedAt === lastAt && orderId > (lastOrderId ?? ''));
  return {
    orders: before.orders + 1,
    pieces: before.pieces + order.pieces,
    value: before.value + order.value,
    firstAt: Math.min(before.firstAt ?? order.placedAt, order.placedAt),
    lastAt: isLast ? order.placedAt : lastAt,
    lastOrderId: isLast ? orderId : lastOrderId,
  };
}

/** The fact with the highest version, then the highest id. */
function newest(facts: readonly OrderLineFact[]): OrderLineFact | undefined {
  let best: OrderLineFact | undefined;
  for (const fact of facts) {
    if (best === undefined || fact.version > best.version) best = fact;
    else if (fact.version === best.version && fact.factId > best.factId) best = fact;
  }
  return best;
}

/** The first things that are not as expected, in words; empty when all is well. */
export function faultsOf(expected: EndState, actual: EndState, where: string): readonly string[] {
  return [
    ...faultsIn(expected.orders, actual.orders, `${where}: order`),
    ...faultsIn(expected.totals, actual.totals, `${where}: totals of`),
  ].slice(0, 5);
}

function faultsIn<T extends object>(
  expected: ReadonlyMap<string, T>,
  actual: ReadonlyMap<string, T>,
  what: string,
): string[] {
  const faults: string[] = [];
  for (const [key, value] of expected) {
    const found = actual.get(key);
    const same = found !== undefined && JSON.stringify(found) === JSON.stringify(value);
    if (!same) faults.push(`${what} ${key} is ${JSON.stringify(found)}, expected ${JSON.stringify(value)}`);
  }
  for (const key of actual.keys()) if (!expected.has(key)) faults.push(`${what} ${key} is not expected`);
  return faults;
}
