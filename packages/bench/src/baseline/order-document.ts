import { type Money, type Order, type OrderLineFact, orderKey } from '@stamkunde/contracts';

/** An order as the baselines keep it: one document, fit for queries. */
export interface OrderDocument {
  _id: string;
  siteId: string;
  orderId: string;
  rev: number;
  buyer: Stated | null;
  country: Stated | null;
  lines: LineDocument[];
}

interface Stated {
  value: string;
  version: number;
  factId: string;
}

interface LineDocument {
  lineId: string;
  bought: BoughtDocument | null;
  cancellations: { cancellationId: string; quantity: number | null; occurredAt: number; factId: string }[];
}

interface BoughtDocument {
  quantity: number;
  productId: string | null;
  productName: string | null;
  unitPrice: Money | null;
  occurredAt: number;
  version: number;
  factId: string;
}

export function newOrder({ siteId, orderId }: OrderLineFact): OrderDocument {
  return {
    _id: orderKey(siteId, orderId),
    siteId,
    orderId,
    rev: 0,
    buyer: null,
    country: null,
    lines: [],
  };
}

/**
 * Puts a fact into the document. The newest version of a line wins and a cancellation counts once, so that facts may
 * come twice and in any order; that much every careful team does.
 */
export function apply(order: OrderDocument, fact: OrderLineFact): void {
  const { buyer, country, version, factId } = fact;
  if (buyer !== null && (order.buyer === null || version >= order.buyer.version))
    order.buyer = { value: buyer, version, factId };
  if (country !== null && (order.country === null || version >= order.country.version))
    order.country = { value: country, version, factId };
  if (fact.lineId === null) return;
  const known = order.lines.find(({ lineId }) => lineId === fact.lineId);
  const line = known ?? { lineId: fact.lineId, bought: null, cancellations: [] };
  if (fact.type === 'LineBought') {
    if (line.bought === null || version >= line.bought.version) line.bought = boughtOf(fact);
  } else cancel(line, fact);
  // Last, since a document of mongoose takes in a copy.
  if (known === undefined) order.lines.push(line);
}

function cancel({ cancellations }: LineDocument, fact: OrderLineFact): void {
  const { quantity, occurredAt, factId } = fact;
  const cancellationId = fact.cancellationId ?? '';
  if (cancellations.some((one) => one.cancellationId === cancellationId)) return;
  cancellations.push({ cancellationId, quantity, occurredAt, factId });
}

function boughtOf(fact: OrderLineFact): BoughtDocument {
  const { productId, productName, unitPrice, occurredAt, version, factId } = fact;
  return { quantity: fact.quantity ?? 0, productId, productName, unitPrice, occurredAt, version, factId };
}

/** The snapshot that is published of it. */
export function snapshotOf(order: OrderDocument): Order {
  const lines = order.lines.map((line) => ({ ...line, quantity: leftOf(line) }));
  let placedAt: number | null = null;
  let productCount = 0;
  const totals = new Map<string, { -readonly [K in keyof Money]: Money[K] }>();
  for (const { bought, quantity } of lines) {
    if (bought === null || quantity === 0) continue;
    productCount += quantity;
    placedAt = Math.min(placedAt ?? bought.occurredAt, bought.occurredAt);
    if (bought.unitPrice !== null) add(totals, bought.unitPrice, quantity);
  }
  const { siteId, orderId, rev, buyer, country } = order;
  return {
    siteId,
    orderId,
    rev,
    buyer: buyer?.value || null,
    country: country?.value ?? null,
    annulled: false,
    placedAt,
    productCount,
    totals: [...totals.values()],
    lines,
    buyerStatement: buyer && { buyer: buyer.value, version: buyer.version, factId: buyer.factId },
    countryStatement: country && { country: country.value, version: country.version, factId: country.factId },
    annulmentStatement: null,
    otherBuyers: [],
  };
}

function leftOf({ bought, cancellations }: LineDocument): number {
  let left = bought?.quantity ?? 0;
  for (const { quantity } of cancellations) left -= quantity ?? left;
  return Math.max(0, left);
}

/** Amounts of one currency and basis are added at the finer of their scales. */
export function add(
  sums: Map<string, { -readonly [K in keyof Money]: Money[K] }>,
  { amount, scale, currency, basis }: Money,
  times = 1,
): void {
  const kind = `${currency} ${basis}`;
  const sum = sums.get(kind);
  if (sum === undefined) {
    sums.set(kind, { amount: amount * times, scale, currency, basis });
    return;
  }
  const finer = Math.max(sum.scale, scale);
  sum.amount = sum.amount * 10 ** (finer - sum.scale) + amount * times * 10 ** (finer - scale);
  sum.scale = finer;
}
