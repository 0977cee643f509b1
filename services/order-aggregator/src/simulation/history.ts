import { canonical, type OrderLineFact } from '@stamkunde/contracts';

/** A whole number below a bound. */
export type Chance = (below: number) => number;

/** Whole numbers below a bound, by mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed, 0x9e3779b1);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

/** Facts of a few orders of a few buyers, some of them again, in no order at all. */
export function history(chance: Chance): OrderLineFact[] {
  const one = <T>(...all: readonly T[]): T => all[chance(all.length)] as T;
  const facts = Array.from({ length: 4 + chance(one(10, 80)) }, (_, index): OrderLineFact => {
    const type = one(
      'LineBought',
      'LineBought',
      'LineBought',
      'LineCancelled',
      'OrderAnnulled',
      'OrderReinstated',
      'OrderDescribed',
    );
    const isLine = type === 'LineBought' || type === 'LineCancelled';
    return {
      factId: uuid(index),
      siteId: 'tivoli',
      orderId: one('1', '2', '3', '4', '5', '6', '7'),
      type,
      version: chance(4),
      occurredAt: chance(5),
      origin: one('live', 'backfill'),
      correlationId: `c-${index}`,
      lineId: isLine ? one('L1', 'L2') : null,
      cancellationId: type === 'LineCancelled' ? one('c1', 'c2') : null,
      quantity: type === 'LineBought' ? chance(5) : type === 'LineCancelled' ? one(1, 2, null) : null,
      productId: null,
      productName: null,
      unitPrice: type === 'LineBought' ? (canonical(chance(3_000), one(2, 3), 'GBP', 'gross') ?? null) : null,
      // A fact that says nothing makes no order.
      buyer: one(type === 'OrderDescribed' ? '' : null, '', uuid(101), uuid(101), uuid(102)),
      buyerAddress: null,
      country: null,
      reference: null,
    };
  });
  const again = facts.filter(() => chance(4) === 0);
  return [...facts, ...again]
    .map((fact) => ({ fact, at: chance(1_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ fact }) => fact);
}

function uuid(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}
