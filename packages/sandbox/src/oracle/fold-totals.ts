import type { PurchaseTotals, Spend } from '@stamkunde/contracts';
import { dividedBy, type Exact, ofUnits, rounded, zero } from './exact.ts';
import type { OrderAsFolded } from './fold-order.ts';
import { exactOf, Purse, scaleOf } from './money.ts';

/** A buyer's totals as they must be: everything but how many steps led to them. */
export type TotalsAsFolded = Omit<PurchaseTotals, 'rev'>;

/** Averages are told in ten-thousandths. */
const averageDecimals = 4;

/**
 * The totals of everybody who was ever stated as a buyer, by site and contact. Who has no order left has totals of nothing:
 * others must hear that, whatever they heard before.
 */
export function foldTotals(orders: Iterable<OrderAsFolded>): Map<string, TotalsAsFolded> {
  const ordersOf = new Map<string, OrderAsFolded[]>();
  for (const order of orders) {
    for (const contactId of [...order.otherBuyers, ...(order.buyer === null ? [] : [order.buyer])]) {
      const key = `${order.siteId}:${contactId}`;
      const theirs = ordersOf.get(key) ?? [];
      ordersOf.set(key, theirs);
      if (contactId === order.buyer && order.productCount > 0) theirs.push(order);
    }
  }
  return new Map(
    [...ordersOf].map(([key, theirs]) => {
      const [siteId = '', contactId = ''] = key.split(':');
      return [key, totalsOf(siteId, contactId, theirs)];
    }),
  );
}

function totalsOf(siteId: string, contactId: string, orders: readonly OrderAsFolded[]): TotalsAsFolded {
  const inTime = [...orders].sort(byPlacing);
  const last = inTime.at(-1);
  const productCount = orders.reduce((pieces, order) => pieces + order.productCount, 0);
  const average = orders.length === 0 ? null : dividedBy(ofUnits(productCount, 0), orders.length);
  return {
    siteId,
    contactId,
    orderCount: orders.length,
    productCount,
    averageProductCount: average && rounded(average, averageDecimals),
    firstPurchaseAt: inTime[0]?.placedAt ?? null,
    lastPurchaseAt: last?.placedAt ?? null,
    lastOrderId: last?.orderId ?? null,
    spend: spendOf(orders, last),
  };
}

function spendOf(orders: readonly OrderAsFolded[], last: OrderAsFolded | undefined): Spend[] {
  const purse = new Purse();
  for (const { totals } of orders) for (const money of totals) purse.add(money, exactOf(money));
  return purse.entries().map(({ currency, basis, sum }) => {
    const inKind = (order: OrderAsFolded): Exact | undefined => {
      const money = order.totals.find((one) => one.currency === currency && one.basis === basis);
      return money && exactOf(money);
    };
    const orderCount = orders.filter((order) => inKind(order) !== undefined).length;
    const lastValue = (last && inKind(last)) ?? zero;
    const scale = scaleOf(currency, sum, lastValue);
    return {
      currency,
      basis,
      orderCount,
      scale,
      total: rounded(sum, scale),
      lastOrderValue: rounded(lastValue, scale),
      averageOrderValue: rounded(dividedBy(sum, orderCount), averageDecimals),
    };
  });
}

/** By (placedAt, orderId), ids as text. */
function byPlacing(a: OrderAsFolded, b: OrderAsFolded): number {
  if (a.placedAt !== b.placedAt) return (a.placedAt ?? 0) - (b.placedAt ?? 0);
  return a.orderId < b.orderId ? -1 : a.orderId > b.orderId ? 1 : 0;
}
