import {
  AVERAGE_SCALE,
  canonical,
  compareKind,
  type Money,
  type PurchaseTotals,
  powerOfTen,
  type Spend,
} from '@stamkunde/contracts';
import type { Buyer } from './buyer.ts';
import { countedOrder, earlier, later, nothingSettled } from './settled.ts';

/** What a buyer has bought, exactly; the same for any way of getting there but for `rev`. */
export function purchaseTotals({ siteId, contactId, rev, recent, settled }: Buyer): PurchaseTotals {
  const sums = settled ?? nothingSettled;
  let { orderCount, productCount, first, last } = sums;
  const spend = new Map<string, Sum>(sums.spend.map((one) => [kindOf(one), { ...one }]));
  for (const contribution of recent) {
    const { counts } = contribution;
    if (counts === null) continue;
    orderCount++;
    productCount += counts.productCount;
    first = earlier(first, countedOrder(contribution));
    last = later(last, countedOrder(contribution));
    for (const value of counts.values) add(spend, value);
  }
  return {
    siteId,
    contactId,
    rev,
    orderCount,
    productCount,
    averageProductCount: orderCount === 0 ? null : perOrder(productCount, 0, orderCount),
    firstPurchaseAt: first?.placedAt ?? null,
    lastPurchaseAt: last?.placedAt ?? null,
    lastOrderId: last?.orderId ?? null,
    spend: [...spend.values()].sort(compareKind).map((sum) => spendOf(sum, last?.values ?? [])),
  };
}

type Sum = { -readonly [K in keyof Money]: Money[K] } & { orderCount: number };

const kindOf = ({ currency, basis }: Money): string => `${currency} ${basis}`;

function add(spend: Map<string, Sum>, value: Money): void {
  const kind = kindOf(value);
  let sum = spend.get(kind);
  if (sum === undefined) {
    sum = { ...value, amount: 0, orderCount: 0 };
    spend.set(kind, sum);
  }
  const scale = Math.max(sum.scale, value.scale);
  sum.amount = at(sum, scale) + at(value, scale);
  sum.scale = scale;
  sum.orderCount++;
}

/** One scale for both amounts: the finer of the two, each in its canonical form. */
function spendOf({ amount, scale, currency, basis, orderCount }: Sum, lastValues: readonly Money[]): Spend {
  const total = canonical(amount, scale, currency, basis) ?? { amount, scale, currency, basis };
  const last = lastValues.find((value) => compareKind(value, total) === 0) ?? { ...total, amount: 0 };
  const finest = Math.max(total.scale, last.scale);
  return {
    currency,
    basis,
    orderCount,
    scale: finest,
    total: at(total, finest),
    lastOrderValue: at(last, finest),
    averageOrderValue: perOrder(total.amount, total.scale, orderCount),
  };
}

function at({ amount, scale }: Money, finer: number): number {
  return amount * powerOfTen(finer - scale);
}

/**
 * Units of 10^-scale divided by a number of orders, in ten-thousandths; a half goes to the even neighbour. The dividend
 * is exact: `evolve` lets no sum pass 2^52 at the scale of averages.
 */
function perOrder(units: number, scale: number, orders: number): number {
  const dividend = units * powerOfTen(Math.max(0, AVERAGE_SCALE - scale));
  const divisor = orders * powerOfTen(Math.max(0, scale - AVERAGE_SCALE));
  const quotient = Math.floor(dividend / divisor);
  const rest = 2 * (dividend - quotient * divisor) - divisor;
  return rest > 0 || (rest === 0 && quotient % 2 !== 0) ? quotient + 1 : quotient;
}
