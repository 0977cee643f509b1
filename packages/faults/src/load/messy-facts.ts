import type { OrderLineFact } from '@stamkunde/contracts';
import { chance } from '@stamkunde/sandbox';
import { orderHistory, orderName } from './order-history.ts';

export interface Mess {
  readonly seed: number;
  /** Begins every orderId; loads of one run must not share it. */
  readonly series: string;
  /** Orders in all; without an end when left out. */
  readonly orders?: number;
  /** Facts that are mixed with each other, whatever came first. Left out, the whole history is, which needs an end. */
  readonly window?: number;
  /** How often a fact comes in all, at least and at most. */
  readonly times?: readonly [least: number, most: number];
}

/** One fact comes twice in three cases of ten. */
const someTwice = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3] as const;

/** Facts of many orders as a careless sender sends them: mixed up and repeated. The same for the same seed. */
export function* messyFacts({
  seed,
  series,
  orders = Number.POSITIVE_INFINITY,
  window,
  times,
}: Mess): Generator<OrderLineFact> {
  if (window === undefined && orders === Number.POSITIVE_INFINITY)
    throw new RangeError('a mess without end needs a window');
  const luck = chance(seed);
  const mixed: OrderLineFact[] = [];
  for (let number = 0; ; ) {
    while (number < orders && mixed.length < (window ?? Number.POSITIVE_INFINITY)) {
      for (const fact of orderHistory(luck, orderName(luck, series, number++))) {
        const copies = times === undefined ? luck.oneOf(someTwice) : luck.between(...times);
        for (let copy = 0; copy < copies; copy++) mixed.push(fact);
      }
    }
    const at = luck.between(0, mixed.length - 1);
    const picked = mixed[at];
    const last = mixed.pop();
    if (picked === undefined || last === undefined) return;
    if (at < mixed.length) mixed[at] = last;
    yield picked;
  }
}
