import {
  addMoney,
  type BuyerOrder,
  type Contribution,
  compareKind,
  type Money,
  negateMoney,
} from '@stamkunde/contracts';
import { compareText } from './statement.ts';

/**
 * The sums of those contributions of a buyer that have documents of their own. Contributions go in and come out again
 * one at a time, exactly; only the first and the last of the rest cannot be told from sums.
 */
export interface Settled {
  /** Orders that count. */
  readonly orderCount: number;
  readonly productCount: number;
  /** By currency and basis, in that order. */
  readonly spend: readonly (Money & { readonly orderCount: number })[];
  readonly first: CountedOrder | null;
  readonly last: CountedOrder | null;
}

/** An order that counts, by its place among the orders of its buyer. */
export interface CountedOrder extends Pick<Contribution, 'placedAt' | 'values'> {
  readonly orderId: string;
}

export interface Extremes {
  readonly first: CountedOrder | null;
  readonly last: CountedOrder | null;
}

export const nothingSettled: Settled = { orderCount: 0, productCount: 0, spend: [], first: null, last: null };

/** Order of orders: by the moment, then by id as text. */
export function comparePlace(
  a: Pick<CountedOrder, 'placedAt' | 'orderId'>,
  b: Pick<CountedOrder, 'placedAt' | 'orderId'>,
): number {
  return a.placedAt - b.placedAt || compareText(a.orderId, b.orderId);
}

/** The order of a contribution; null if it does not count. */
export function countedOrder({ orderId, counts }: BuyerOrder): CountedOrder | null {
  return counts === null ? null : { orderId, placedAt: counts.placedAt, values: counts.values };
}

/** The sums with one more contribution; one that counts for nothing leaves them as they are. */
export function withOrder(settled: Settled, contribution: BuyerOrder): Settled {
  const { counts } = contribution;
  if (counts === null) return settled;
  return {
    orderCount: settled.orderCount + 1,
    productCount: settled.productCount + counts.productCount,
    spend: counts.values.reduce((spend, value) => added(spend, value, 1), settled.spend),
    first: earlier(settled.first, countedOrder(contribution)),
    last: later(settled.last, countedOrder(contribution)),
  };
}

/** The sums without a contribution that is in them. `first` and `last` stay, and may be those of the one taken out. */
export function withoutOrder(settled: Settled, { counts }: BuyerOrder): Settled {
  if (counts === null) return settled;
  return {
    ...settled,
    orderCount: settled.orderCount - 1,
    productCount: settled.productCount - counts.productCount,
    spend: counts.values.reduce((spend, value) => added(spend, negateMoney(value), -1), settled.spend),
  };
}

export function earlier(known: CountedOrder | null, order: CountedOrder | null): CountedOrder | null {
  if (known === null || order === null) return known ?? order;
  return comparePlace(order, known) < 0 ? order : known;
}

export function later(known: CountedOrder | null, order: CountedOrder | null): CountedOrder | null {
  if (known === null || order === null) return known ?? order;
  return comparePlace(order, known) > 0 ? order : known;
}

function added(spend: Settled['spend'], value: Money, orders: 1 | -1): Settled['spend'] {
  const at = spend.findIndex((one) => compareKind(one, value) >= 0);
  const known = spend[at];
  if (known === undefined || compareKind(known, value) !== 0) {
    return spend.toSpliced(at < 0 ? spend.length : at, 0, { ...value, orderCount: orders });
  }
  const orderCount = known.orderCount + orders;
  const sum = addMoney(known, value);
  if (orderCount === 0) return spend.toSpliced(at, 1);
  if (sum === undefined)
    throw new RangeError('a settled sum would pass 2^52, which `evolve` does not let happen');
  return spend.with(at, { ...sum, orderCount });
}
