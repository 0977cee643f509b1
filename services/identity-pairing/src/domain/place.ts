import type { Statement } from '@stamkunde/contracts';

/** The order of everything a visitor says, whenever it arrives: by moment, then by factId. */
export function comparePlace(a: Statement, b: Statement): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt;
  return compareText(a.factId, b.factId);
}

/** The later of two; either where the other is missing. */
export function later<S extends Statement>(a: S | null, b: S | null): S | null {
  if (a === null || b === null) return a ?? b;
  return comparePlace(a, b) >= 0 ? a : b;
}

/** The last of a list in its order that was said at or before a moment. */
export function lastAt<S extends Statement>(list: readonly S[], moment: number): S | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.occurredAt ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** Only when it was said, and by which fact. */
export function statementOf({ occurredAt, factId }: Statement): Statement {
  return { occurredAt, factId };
}

/** Order of texts by UTF-16 code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same order for what is stored by moment and id. */
export function comparePlaces(
  a: { readonly at: number; readonly id: string },
  b: { readonly at: number; readonly id: string },
): number {
  return a.at - b.at || compareText(a.id, b.id);
}
