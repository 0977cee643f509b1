import type { Cancellation, LineAsBought, Order, OrderLine, OrderLineFact } from '@stamkunde/contracts';
import { times } from './exact.ts';
import { exactOf, moneyOf, Purse } from './money.ts';

/** An order as it must be: everything but how many steps led to it. */
export type OrderAsFolded = Omit<Order, 'rev'>;

/**
 * What the valid facts of one order say, all of them at once: nothing is carried over from fact to fact, so there is no
 * order of arrival that could matter.
 */
export function foldOrder(facts: readonly OrderLineFact[]): OrderAsFolded {
  const [{ siteId, orderId } = { siteId: '', orderId: '' }] = facts;
  const annulment = newest(
    facts.filter(({ type }) => type === 'OrderAnnulled' || type === 'OrderReinstated'),
    ({ type }) => (type === 'OrderAnnulled' ? 1 : 0),
  );
  const annulled = annulment?.type === 'OrderAnnulled';
  const lines = [...Map.groupBy(facts.filter(isAboutLine), ({ lineId }) => lineId ?? '')]
    .sort(byFirst)
    .map(([lineId, about]) => foldLine(lineId, about, annulled));
  const counting = lines.filter(({ quantity }) => quantity > 0);
  const purse = new Purse();
  for (const { bought, quantity } of counting) {
    const price = bought?.unitPrice;
    if (price != null) purse.add(price, times(exactOf(price), quantity));
  }
  const buyer = newest(
    facts.filter((fact) => fact.buyer !== null),
    undefined,
    ({ buyer: said }) => [said],
  );
  const country = newest(
    facts.filter((fact) => fact.country !== null),
    undefined,
    ({ country: said }) => [said],
  );
  const stated = new Set(facts.flatMap((fact) => fact.buyer || []));
  return {
    siteId,
    orderId,
    buyer: buyer?.buyer || null,
    country: country?.country ?? null,
    annulled,
    placedAt:
      counting.length === 0 ? null : Math.min(...counting.map(({ bought }) => bought?.occurredAt ?? 0)),
    productCount: counting.reduce((pieces, { quantity }) => pieces + quantity, 0),
    totals: purse.entries().map(({ sum, currency, basis }) => moneyOf(sum, currency, basis)),
    lines,
    buyerStatement: buyer && { buyer: buyer.buyer ?? '', version: buyer.version, factId: buyer.factId },
    countryStatement: country && {
      country: country.country ?? '',
      version: country.version,
      factId: country.factId,
    },
    annulmentStatement: annulment && { annulled, version: annulment.version, factId: annulment.factId },
    otherBuyers: [...stated].filter((contact) => contact !== buyer?.buyer).sort(),
  };
}

/** Whether anything is known of an order: facts that state nothing make none. */
export function isKnown(order: OrderAsFolded): boolean {
  const { lines, buyerStatement, countryStatement, annulmentStatement } = order;
  return (
    lines.length > 0 || [buyerStatement, countryStatement, annulmentStatement].some((one) => one !== null)
  );
}

function foldLine(lineId: string, facts: readonly OrderLineFact[], annulled: boolean): OrderLine {
  const purchase = newest(
    facts.filter(({ type }) => type === 'LineBought'),
    undefined,
    saidOfLine,
  );
  const cancelling = facts.filter(({ type }) => type === 'LineCancelled');
  const cancellations = [...Map.groupBy(cancelling, ({ cancellationId }) => cancellationId ?? '')]
    .sort(byFirst)
    .map(([cancellationId, said]) => foldCancellation(cancellationId, said));
  const taken = cancellations.reduce((pieces, { quantity }) => pieces + BigInt(quantity ?? 0), 0n);
  const whole = cancellations.some(({ quantity }) => quantity === null);
  const left = BigInt(purchase?.quantity ?? 0) - taken;
  return {
    lineId,
    quantity: annulled || whole || left < 0n ? 0 : Number(left),
    bought: purchase === null ? null : asBought(purchase),
    cancellations,
  };
}

/** One cancellation that was stated in several ways takes the most that any of them takes; among equals the highest factId speaks. */
function foldCancellation(cancellationId: string, said: readonly OrderLineFact[]): Cancellation {
  const taking = (fact: OrderLineFact) => fact.quantity ?? Number.POSITIVE_INFINITY;
  const most = Math.max(...said.map(taking));
  const [first] = said.filter((fact) => taking(fact) === most).sort((a, b) => (a.factId < b.factId ? 1 : -1));
  const { quantity = null, occurredAt = 0, factId = '' } = first ?? {};
  return { cancellationId, quantity, occurredAt, factId };
}

function asBought(fact: OrderLineFact): LineAsBought {
  const { quantity, productId, productName, unitPrice, occurredAt, version, factId } = fact;
  const price = unitPrice && moneyOf(exactOf(unitPrice), unitPrice.currency, unitPrice.basis);
  return { quantity: quantity ?? 0, productId, productName, unitPrice: price, occurredAt, version, factId };
}

/** What a purchase says of its line, what weighs most first. */
function saidOfLine(fact: OrderLineFact): readonly (string | number | null)[] {
  const { quantity, occurredAt, productId, productName, unitPrice } = fact;
  const price = unitPrice && moneyOf(exactOf(unitPrice), unitPrice.currency, unitPrice.basis);
  const { amount = null, scale = null, currency = null, basis = null } = price ?? {};
  return [quantity, occurredAt, productId, productName, amount, scale, currency, basis];
}

/**
 * The fact with the highest version, then the highest rank, then the highest factId; and where somebody has said two
 * things under one factId, the one that says the greater thing.
 */
function newest(
  facts: readonly OrderLineFact[],
  rank: (fact: OrderLineFact) => number = () => 0,
  said: (fact: OrderLineFact) => readonly (string | number | null)[] = () => [],
): OrderLineFact | null {
  const [first = null] = [...facts].sort((a, b) => {
    if (a.version !== b.version) return b.version - a.version;
    if (rank(a) !== rank(b)) return rank(b) - rank(a);
    if (a.factId !== b.factId) return a.factId < b.factId ? 1 : -1;
    return firstDifference(said(b), said(a));
  });
  return first;
}

/** Nothing said is less than anything. */
function firstDifference(
  these: readonly (string | number | null)[],
  those: readonly (string | number | null)[],
): number {
  for (const [place, one] of these.entries()) {
    const other = those[place] ?? null;
    if (one === other) continue;
    if (one === null || other === null) return one === null ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}

function isAboutLine({ type }: OrderLineFact): boolean {
  return type === 'LineBought' || type === 'LineCancelled';
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
