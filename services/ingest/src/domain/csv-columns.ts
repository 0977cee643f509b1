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

/** Several names in a sentence: a, b and c. */
const listed = new Intl.ListFormat('en-GB');

const KNOWN = `an order file has the columns ${listed.format(REQUIRED)} and, if need be, ${listed.format(OPTIONAL)}`;

/** Reads the header row: names decide, order does not matter. All that is wrong with it, in one sentence. */
export function columnsOf(header: readonly string[]): Columns | { readonly fault: string } {
  const names = header.map((name) => name.trim().toLowerCase());
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? ''))
    return { fault: 'the header is a single column: columns are separated by commas here' };
  const known: readonly Column[] = [...REQUIRED, ...OPTIONAL];
  const strangers = names.filter((name) => !known.includes(name as Column));
  const lacking = REQUIRED.filter((column) => !names.includes(column));
  const twice = known.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (lacking.length > 0 || twice.length > 0) {
    const faults = [
      ...(lacking.length > 0 ? [`lacks ${missing(lacking, strangers)}`] : []),
      ...(twice.length > 0 ? [`has ${listed.format(twice)} twice`] : []),
    ];
    return { fault: `the header ${faults.join(', and ')}; ${KNOWN}` };
  }
  const at = Object.fromEntries(known.map((column) => [column, names.indexOf(column)])) as Record<
    Column,
    number
  >;
  return { at, count: names.length, ignored: strangers };
}

function missing(columns: readonly Column[], strangers: readonly string[]): string {
  const hints = columns.map((column) => {
    const nearest = nearestName(column, strangers);
    return nearest === undefined ? column : `${column} (is it ${nearest}?)`;
  });
  const isNothingLike = columns.length === REQUIRED.length && hints.every((hint, at) => hint === columns[at]);
  return isNothingLike ? 'every column that is needed' : listed.format(hints);
}
