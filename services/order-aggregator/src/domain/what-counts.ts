import { canonical, compareKind, type Money, type OrderLine, powerOfTen } from '@stamkunde/contracts';

/** What an order comes to, derived from its lines and never kept up by adding and subtracting. */
export interface WhatCounts {
  /** When the earliest line that counts was bought; null while none counts. */
  readonly placedAt: number | null;
  readonly productCount: number;
  /** By currency and basis, in that order; a line that costs nothing stands for an amount of 0. */
  readonly totals: readonly Money[];
}

const NOTHING: WhatCounts = { placedAt: null, productCount: 0, totals: [] };

/** The sums must fit, which `excessOf` has seen to. */
export function whatCounts(lines: readonly OrderLine[]): WhatCounts {
  let placedAt: number | null = null;
  let productCount = 0;
  const sums = new Map<string, { -readonly [K in keyof Money]: Money[K] }>();
  for (const { quantity, bought } of lines) {
    if (bought === null || quantity === 0) continue;
    productCount += quantity;
    if (placedAt === null || bought.occurredAt < placedAt) placedAt = bought.occurredAt;
    const price = bought.unitPrice;
    if (price === null) continue;
    const kind = `${price.currency} ${price.basis}`;
    let sum = sums.get(kind);
    if (sum === undefined) {
      sum = { amount: 0, scale: price.scale, currency: price.currency, basis: price.basis };
      sums.set(kind, sum);
    }
    if (price.scale > sum.scale) {
      sum.amount *= powerOfTen(price.scale - sum.scale);
      sum.scale = price.scale;
    }
    sum.amount += price.amount * quantity * powerOfTen(sum.scale - price.scale);
  }
  if (productCount === 0) return NOTHING;
  const totals = [...sums.values()].flatMap(
    (sum) => canonical(sum.amount, sum.scale, sum.currency, sum.basis) ?? [],
  );
  return { placedAt, productCount, totals: totals.sort(compareKind) };
}
