import { nearestName } from './nearest-name.ts';

/** Columns of an order file, by the name in its header. */
export const REQUIRED = [
  'type',
  'order_id',
  'line_id',
  'customer_id',
  'quantity',
  'unit_price',
  'currency',
  'occurred_at',
] as const;
const OPTIONAL = ['sku', 'name', 'country', 'reference'] as const;

export type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/** Where each column stands in a row; -1 for an optional one that the file does not have. */
export interface Columns {
  readonly at: Readonly<Record<Column, number>>;
  /** Columns a row has. */
  readonly count: number;
  /** Names in the header that mean nothing here. */
  readonly ignored: readonly string[];
}

export interface HeaderFault {
  readonly field: string;
  readonly detail: string;
}

/** Reads the header row: names decide, order does not matter. All that is wrong with it at once. */
export function columnsOf(header: readonly string[]): Columns | { readonly faults: readonly HeaderFault[] } {
  const names = header.map((name) => name.trim().toLowerCase());
  const known: readonly Column[] = [...REQUIRED, ...OPTIONAL];
  const faults: HeaderFault[] = [];
  for (const column of known) {
    if (names.indexOf(column) !== names.lastIndexOf(column))
      faults.push({ field: column, detail: 'stands in the header twice' });
  }
  const strangers = names.filter((name) => !known.includes(name as Column));
  for (const column of REQUIRED) {
    if (!names.includes(column)) faults.push({ field: column, detail: missing(column, names, strangers) });
  }
  if (faults.length > 0) return { faults };
  const at = Object.fromEntries(known.map((column) => [column, names.indexOf(column)])) as Record<
    Column,
    number
  >;
  return { at, count: names.length, ignored: strangers };
}

function missing(column: Column, names: readonly string[], strangers: readonly string[]): string {
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '')) {
    return 'is missing from the header: columns are separated by commas here';
  }
  const nearest = nearestName(column, strangers);
  return `is missing from the header${nearest === undefined ? '' : `; is it ${nearest}?`}`;
}
