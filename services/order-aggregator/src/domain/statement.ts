/** Something stated of an order or a line, with the version its source gave it and the fact that said it. */
export interface Statement {
  readonly version: number;
  readonly factId: string;
}

/** The rule of every register: the highest (version, factId) wins, whatever the order of arrival. */
export function isNewer(a: Statement, b: Statement): boolean {
  return a.version !== b.version ? a.version > b.version : a.factId > b.factId;
}

/** Order of texts by UTF-16 code units, the same on every machine; absent comes first. */
export function compareText(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
