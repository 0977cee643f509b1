import type { OrderLineFact } from '@stamkunde/contracts';
import { foldOrder, isKnown, type OrderAsFolded } from './fold-order.ts';
import { foldTotals, type TotalsAsFolded } from './fold-totals.ts';
import { invalidFact } from './invalid-fact.ts';

/** Everything that stands on `order-lines`, sorted into what counts and what has to be refused. */
export class FactLog {
  /** Valid facts by key, with where they stand. */
  readonly valid = new Map<string, { readonly place: string; readonly fact: OrderLineFact }[]>();
  /** By place: why this message has to be refused. */
  readonly invalid = new Map<string, string>();
  messages = 0;

  /** @param read the fact, or why the bytes are none */
  note(
    place: string,
    key: string | undefined,
    read: { readonly fact: OrderLineFact } | { readonly fault: string },
  ): void {
    this.messages++;
    const fault = 'fault' in read ? read.fault : key === undefined ? 'no key' : invalidFact(key, read.fact);
    if (fault !== undefined || 'fault' in read || key === undefined) {
      this.invalid.set(place, fault ?? '');
      return;
    }
    const known = this.valid.get(key);
    if (known === undefined) this.valid.set(key, [{ place, fact: read.fact }]);
    else known.push({ place, fact: read.fact });
  }

  /** The fact at this place, and everything that is said of its order. */
  about(place: string): { readonly fact: OrderLineFact; readonly all: readonly OrderLineFact[] } | undefined {
    for (const heard of this.valid.values()) {
      const at = heard.find((one) => one.place === place);
      if (at !== undefined) return { fact: at.fact, all: heard.map(({ fact }) => fact) };
    }
    return undefined;
  }

  /**
   * Orders and totals by key, as they must be.
   *
   * @param leftOut places of valid facts that were refused with good reason
   */
  fold(leftOut: ReadonlySet<string> = new Set()): Expected {
    const orders = new Map<string, OrderAsFolded>();
    for (const [key, heard] of this.valid) {
      const taken = heard.filter(({ place }) => !leftOut.has(place)).map(({ fact }) => fact);
      const order = foldOrder(taken);
      if (isKnown(order)) orders.set(key, order);
    }
    return { orders, totals: foldTotals(orders.values()) };
  }
}

export interface Expected {
  readonly orders: ReadonlyMap<string, OrderAsFolded>;
  readonly totals: ReadonlyMap<string, TotalsAsFolded>;
}

/** Name of a place on a topic. */
export function placeOf(partition: number, offset: number | string): string {
  return `${partition}/${offset}`;
}
