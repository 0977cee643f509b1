import { formatDecimal, type Money, type Order } from '@stamkunde/contracts';

/** A fact that made the present value, and what of it. */
export interface Because {
  readonly factId: string;
  /** Absent for cancellations: they are never outdated. */
  readonly version?: number;
  /** Paths in the answer. */
  readonly states: readonly string[];
}

/** An order for people, with the facts that made it what it is; facts that were outdone by others are not among them. */
export function explainedOrder(order: Order) {
  const { siteId, orderId, rev, buyer, otherBuyers, country, annulled, placedAt, productCount, totals } =
    order;
  return {
    siteId,
    orderId,
    rev,
    buyer,
    otherBuyers,
    country,
    annulled,
    placedAt: moment(placedAt),
    productCount,
    totals: totals.map(readable),
    lines: order.lines.map(({ lineId, quantity, bought, cancellations }) => ({
      lineId,
      quantity,
      bought: bought && {
        quantity: bought.quantity,
        productId: bought.productId,
        productName: bought.productName,
        unitPrice: bought.unitPrice && readable(bought.unitPrice),
        occurredAt: moment(bought.occurredAt),
      },
      cancellations: cancellations.map((one) => ({
        cancellationId: one.cancellationId,
        quantity: one.quantity ?? 'all',
        occurredAt: moment(one.occurredAt),
      })),
    })),
    why: why(order),
  };
}

function why({ lines, buyerStatement, countryStatement, annulmentStatement }: Order): readonly Because[] {
  const facts = new Map<string, { factId: string; version?: number; states: string[] }>();
  const add = (path: string, statement: { factId: string; version?: number } | null): void => {
    if (statement === null) return;
    const { factId, version } = statement;
    const known = facts.get(factId) ?? { factId, ...(version === undefined ? {} : { version }), states: [] };
    known.states.push(path);
    facts.set(factId, known);
  };
  add('/buyer', buyerStatement);
  add('/country', countryStatement);
  add('/annulled', annulmentStatement);
  for (const [at, { bought, cancellations }] of lines.entries()) {
    add(`/lines/${at}/bought`, bought);
    for (const [place, { factId }] of cancellations.entries()) {
      add(`/lines/${at}/cancellations/${place}`, { factId });
    }
  }
  return [...facts.values()];
}

/** Money with its amount as a decimal number in text: it has no exact form as a number in JSON. */
export interface ReadableMoney extends Pick<Money, 'currency' | 'basis'> {
  readonly amount: string;
}

export function readable({ amount, scale, currency, basis }: Money): ReadableMoney {
  return { amount: formatDecimal(amount, scale), currency, basis };
}

export function moment(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
