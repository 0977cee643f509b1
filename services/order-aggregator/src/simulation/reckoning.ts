import type { Money, Order, OrderLineFact, PurchaseTotals } from '@stamkunde/contracts';

export type Reckoned = ReturnType<typeof reckonedOrder>;

export function orderIn(order: Order | undefined): Reckoned | undefined {
  if (order === undefined) return undefined;
  const { orderId, buyer, placedAt, productCount, totals } = order;
  return {
    orderId,
    buyer,
    placedAt,
    productCount,
    value: totals[0] === undefined ? null : thousandths(totals[0]),
  };
}

/** What the facts of an order come to, by one look at all of them. Prices are in one currency here. */
export function reckonedOrder(facts: readonly OrderLineFact[]) {
  const newest = [...facts].sort((a, b) => b.version - a.version || (b.factId > a.factId ? 1 : -1));
  const annulments = newest.filter(
    (fact) => fact.type === 'OrderAnnulled' || fact.type === 'OrderReinstated',
  );
  const isAnnulled = annulments.some(
    (fact) => fact.type === 'OrderAnnulled' && fact.version === annulments[0]?.version,
  );
  const lines = [...new Set(facts.flatMap((fact) => fact.lineId ?? []))].flatMap((lineId) => {
    const line = newest.find((fact) => fact.type === 'LineBought' && fact.lineId === lineId);
    const taken = Map.groupBy(
      facts.filter((fact) => fact.type === 'LineCancelled' && fact.lineId === lineId),
      (fact) => fact.cancellationId,
    );
    const most = [...taken.values()].map((said) =>
      Math.max(...said.map((fact) => fact.quantity ?? Number.POSITIVE_INFINITY)),
    );
    const left = (line?.quantity ?? 0) - most.reduce((sum, one) => sum + one, 0);
    return line === undefined || isAnnulled || left <= 0 ? [] : [{ line, left }];
  });
  const priced = lines.flatMap(({ line, left }) =>
    line.unitPrice === null ? [] : thousandths(line.unitPrice) * left,
  );
  return {
    orderId: facts[0]?.orderId ?? '',
    buyer: newest.find((fact) => fact.buyer !== null)?.buyer || null,
    placedAt: lines.length === 0 ? null : Math.min(...lines.map(({ line }) => line.occurredAt)),
    productCount: lines.reduce((sum, { left }) => sum + left, 0),
    value: priced.length === 0 ? null : priced.reduce((sum, one) => sum + one, 0),
  };
}

export function totalsIn({
  orderCount,
  productCount,
  firstPurchaseAt,
  lastPurchaseAt,
  lastOrderId,
  spend,
}: PurchaseTotals) {
  const [sum] = spend;
  const scale = 10 ** (3 - (sum?.scale ?? 3));
  const [value, last] = sum === undefined ? [0, 0] : [sum.total * scale, sum.lastOrderValue * scale];
  return { orderCount, productCount, firstPurchaseAt, lastPurchaseAt, lastOrderId, value, last };
}

export function reckonedTotals(orders: readonly Reckoned[]): ReturnType<typeof totalsIn> {
  const counting = orders.filter((one) => one.productCount > 0);
  counting.sort((a, b) => (a.placedAt ?? 0) - (b.placedAt ?? 0) || (a.orderId < b.orderId ? -1 : 1));
  const sumOf = (number: (order: Reckoned) => number) => counting.reduce((sum, one) => sum + number(one), 0);
  const last = counting.at(-1);
  return {
    orderCount: counting.length,
    productCount: sumOf((one) => one.productCount),
    firstPurchaseAt: counting[0]?.placedAt ?? null,
    lastPurchaseAt: last?.placedAt ?? null,
    lastOrderId: last?.orderId ?? null,
    value: sumOf((one) => one.value ?? 0),
    last: last?.value ?? 0,
  };
}

function thousandths({ amount, scale }: Money): number {
  return amount * 10 ** (3 - scale);
}
