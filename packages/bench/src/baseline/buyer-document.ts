import type { BuyerOrder, Contribution, Money, PurchaseTotals } from '@stamkunde/contracts';
import { add } from './order-document.ts';

/** A buyer as the baselines keep it: what each order adds, in one document. */
export interface BuyerDocument {
  _id: string;
  siteId: string;
  rev: number;
  orders: { orderId: string; rev: number; counts: Contribution | null }[];
}

export function newBuyer({ contactId, siteId }: Pick<BuyerOrder, 'contactId' | 'siteId'>): BuyerDocument {
  return { _id: contactId, siteId, rev: 0, orders: [] };
}

/** Takes in what an order adds now; older news of it change nothing. */
export function contribute(
  buyer: BuyerDocument,
  order: Pick<BuyerOrder, 'orderId' | 'rev' | 'counts'>,
): void {
  const { orderId, rev, counts } = order;
  const known = buyer.orders.find((one) => one.orderId === orderId);
  if (known === undefined) buyer.orders.push({ orderId, rev, counts });
  else if (rev > known.rev) {
    known.rev = rev;
    known.counts = counts;
  }
}

/** The totals that are published of it. */
export function totalsOf(buyer: BuyerDocument): PurchaseTotals {
  const { _id, siteId, rev } = buyer;
  const counting = buyer.orders.flatMap(({ orderId, counts }) =>
    counts === null ? [] : [{ orderId, counts }],
  );
  const [first] = counting;
  let last = first;
  let firstAt = first?.counts.placedAt ?? null;
  let productCount = 0;
  const sums = new Map<string, { -readonly [K in keyof Money]: Money[K] }>();
  const ordersOfKind = new Map<string, number>();
  for (const one of counting) {
    const { placedAt, productCount: pieces, values } = one.counts;
    productCount += pieces;
    firstAt = Math.min(firstAt ?? placedAt, placedAt);
    if (last !== undefined && isLater(one, last)) last = one;
    for (const value of values) {
      add(sums, value);
      const kind = `${value.currency} ${value.basis}`;
      ordersOfKind.set(kind, (ordersOfKind.get(kind) ?? 0) + 1);
    }
  }
  const orderCount = counting.length;
  return {
    siteId,
    contactId: _id,
    rev,
    orderCount,
    productCount,
    averageProductCount: orderCount === 0 ? null : Math.round((productCount * 10_000) / orderCount),
    firstPurchaseAt: firstAt,
    lastPurchaseAt: last?.counts.placedAt ?? null,
    lastOrderId: last?.orderId ?? null,
    spend: [...sums].map(([kind, { amount, scale, currency, basis }]) => {
      const orders = ordersOfKind.get(kind) ?? 1;
      const lastValue = last?.counts.values.find((one) => `${one.currency} ${one.basis}` === kind);
      return {
        currency,
        basis,
        orderCount: orders,
        scale,
        total: amount,
        lastOrderValue: lastValue === undefined ? 0 : lastValue.amount * 10 ** (scale - lastValue.scale),
        averageOrderValue: Math.round((amount * 10 ** (4 - scale)) / orders),
      };
    }),
  };
}

interface Counting {
  readonly orderId: string;
  readonly counts: Contribution;
}

function isLater(a: Counting, b: Counting): boolean {
  const between = a.counts.placedAt - b.counts.placedAt;
  return between > 0 || (between === 0 && a.orderId > b.orderId);
}
