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
