import {
  type Basis,
  contactIdOf,
  faultOf,
  ID_LENGTH_MAX,
  isCurrency,
  type Money,
  type OrderLineFact,
  parseMoney,
  SCALE_MAX,
} from '@stamkunde/contracts';
import { addressOf } from './address-of.ts';
import { ADDRESS_LENGTH_MAX } from './buyer.ts';
import { contentIdOf, type Said } from './content-id.ts';
import type { Column, Columns } from './csv-columns.ts';
import { momentOf } from './moment.ts';

/** Why a row of an order file is not taken. */
export interface RowFault {
  /** Name of the column; '' is the row as a whole. */
  readonly field: string;
  readonly detail: string;
}

/** All that is wrong with a row: the first thing, and what else. */
export type RowRefusal = RowFault & { readonly more: readonly RowFault[] };

export interface RowRules {
  readonly siteId: string;
  /** Whether tax is in the prices of the file. */
  readonly basis: Basis;
  readonly columns: Columns;
  /** How many cancellations with the content of this id the file has had, this one included. */
  readonly occurrence: (contentId: string) => number;
  /** `contactIdOf`, possibly one that remembers. */
  readonly contactId?: (siteId: string, address: string) => string;
}

/** Few enough to stay exact in a number and in Avro. */
const DIGITS = /^\d{1,15}$/;

/** Fewest and most characters of the columns that identify something. */
const ID_LENGTHS: readonly (readonly [Column, number, number])[] = [
  ['order_id', 1, ID_LENGTH_MAX],
  ['line_id', 1, ID_LENGTH_MAX],
  ['customer_id', 0, ADDRESS_LENGTH_MAX],
  ['reference', 0, ID_LENGTH_MAX],
];

/** What stands where bytes were not UTF-8. */
const REPLACEMENT = '\uFFFD';

/**
 * A row of an order file as a fact, or everything that is wrong with it. All rows of a file have to be given: of
 * cancellations that are equal in all they say, the second and further ones are numbered.
 *
 * A `line` states the buyer where the file names a customer, and nothing where it does not. A `cancel` states nothing
 * about the buyer: who gets a credit note is not who bought, and a cancellation of an order never heard of must not give
 * somebody an order.
 */
export function rowToFact(
  cells: readonly string[],
  rules: RowRules,
): { readonly fact: OrderLineFact } | RowRefusal {
  const { at, count } = rules.columns;
  // Its columns may have moved: nothing more can be said of it.
  if (cells.length !== count)
    return { field: '', detail: `has ${cells.length} fields, the header has ${count}`, more: [] };
  const cell = (column: Column): string => cells[at[column]] ?? '';
  const faults: RowFault[] = [];
  const type = cell('type').trim();
  if (type !== 'line' && type !== 'cancel')
    faults.push({ field: 'type', detail: 'is neither line nor cancel' });
  refuseBadIds(cell, faults);
  const occurredAt = momentOf(cell('occurred_at').trim(), 'utc') ?? Number.NaN;
  if (Number.isNaN(occurredAt))
    faults.push({ field: 'occurred_at', detail: 'is not an ISO 8601 date and time' });
  const quantity = cell('quantity').trim();
  if (quantity === '' && type === 'line') faults.push({ field: 'quantity', detail: 'is missing' });
  if (quantity !== '' && !DIGITS.test(quantity))
    faults.push({ field: 'quantity', detail: 'is not a whole number from 0, of at most 15 digits' });
  const unitPrice = type === 'line' ? readPrice(cell, rules.basis, faults) : null;
  const [first] = faults;
  if (first !== undefined) return { ...first, more: faults.slice(1) };
  const head = {
    siteId: rules.siteId,
    orderId: cell('order_id'),
    lineId: cell('line_id'),
    version: occurredAt,
    occurredAt,
    quantity: quantity === '' ? null : Number(quantity),
    reference: textOf(cell('reference')),
  };
  return asFact(type === 'line' ? bought(head, unitPrice, cell, rules) : cancelled(head, rules));
}

type Head = Pick<Said, 'siteId' | 'orderId' | 'version' | 'occurredAt' | 'quantity' | 'reference'> & {
  readonly lineId: string;
};

/** What is said, under its id. */
type Named = Said & Pick<OrderLineFact, 'factId'>;

function bought(
  head: Head,
  unitPrice: Money | null,
  cell: (column: Column) => string,
  rules: RowRules,
): Named {
  const buyerAddress = addressOf(cell('customer_id')) ?? null;
  const contactId = rules.contactId ?? contactIdOf;
  return named({
    ...head,
    type: 'LineBought',
    cancellationId: null,
    productId: textOf(cell('sku')),
    productName: textOf(cell('name')),
    unitPrice,
    buyer: buyerAddress === null ? null : contactId(rules.siteId, buyerAddress),
    buyerAddress,
    country: textOf(cell('country')),
  });
}

/**
 * Named after its content, as a cancellation without an id is that comes over HTTP: the same one is the same by either
 * way, in any file and at any place in it. Only what a single file says twice is counted twice.
 */
function cancelled(head: Head, rules: RowRules): Named {
  const said: Said = {
    ...head,
    type: 'LineCancelled',
    cancellationId: null,
    productId: null,
    productName: null,
    unitPrice: null,
    buyer: null,
    buyerAddress: null,
    country: null,
  };
  const contentId = contentIdOf(said);
  const occurrence = rules.occurrence(contentId);
  if (occurrence === 1) return { ...said, cancellationId: contentId, factId: contentId };
  return named({ ...said, cancellationId: `${contentId}#${occurrence}` });
}

function named(said: Said): Named {
  return { ...said, factId: contentIdOf(said) };
}

function asFact(said: Named): { readonly fact: OrderLineFact } | RowRefusal {
  const fact: OrderLineFact = { ...said, correlationId: said.factId, origin: 'backfill' };
  const fault = faultOf(fact);
  if (fault === undefined) return { fact };
  const { field, detail } = fault;
  // The name it begins with is that of a field, and the file has columns.
  const words = detail.startsWith(`${field} `) ? detail.slice(field.length + 1) : detail;
  return { field: columnOf(field), detail: words, more: [] };
}

function readPrice(cell: (column: Column) => string, basis: Basis, faults: RowFault[]): Money | null {
  const text = cell('unit_price').trim();
  if (text === '') return null;
  const currency = cell('currency').trim();
  const price = parseMoney(text, currency, basis);
  if (price === undefined) {
    const detail = `is not a decimal number with at most ${SCALE_MAX} decimals and up to 2^52 units`;
    faults.push({ field: 'unit_price', detail });
  }
  if (!isCurrency(currency))
    faults.push({ field: 'currency', detail: 'is not a currency of ISO 4217 in capital letters' });
  return price ?? null;
}

function refuseBadIds(cell: (column: Column) => string, faults: RowFault[]): void {
  for (const [field, least, most] of ID_LENGTHS) {
    const id = cell(field);
    if (id.length < least) faults.push({ field, detail: 'is missing' });
    else if (id.length > most) faults.push({ field, detail: `exceeds ${most} characters` });
    // Two ids that differ in such bytes only would become one: two people, or two orders.
    else if (id.includes(REPLACEMENT)) faults.push({ field, detail: 'is not UTF-8' });
  }
}

const COLUMN_OF: Readonly<Record<string, Column>> = {
  orderId: 'order_id',
  lineId: 'line_id',
  productId: 'sku',
  productName: 'name',
  unitPrice: 'unit_price',
  'unitPrice.currency': 'currency',
  occurredAt: 'occurred_at',
};

/** The column a field of the fact was read from. */
function columnOf(field: string): string {
  return COLUMN_OF[field] ?? field;
}

/** An empty cell says nothing. */
const textOf = (cell: string): string | null => (cell === '' ? null : cell);
