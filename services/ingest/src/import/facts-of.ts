import { type Basis, contactIdOf, type OrderLineFact } from '@stamkunde/contracts';
import { type Columns, columnsOf } from '../domain/csv-columns.ts';
import { type RowFault, type RowRules, rowToFact } from '../domain/row-to-fact.ts';
import type { Row, RowBatch } from './rows-of.ts';

/** A row that is not taken, and the first reason why; '' as its field is the row, or the file from there on. */
export interface RefusedRow extends RowFault {
  readonly line: number;
  /** What else is wrong with it. */
  readonly more: readonly RowFault[];
  readonly cells: readonly string[];
}

export interface FactBatch {
  readonly facts: readonly OrderLineFact[];
  readonly refused: readonly RefusedRow[];
  /** Rows this batch was made of, the header not counted. */
  readonly rows: number;
  /** Columns of the header that mean nothing here; with the first batch only. */
  readonly ignoredColumns?: readonly string[];
  /** Why no row can be read: it is all that is refused then, and the last batch. */
  readonly headerFault?: RefusedRow;
}

export interface FileRules {
  readonly siteId: string;
  /** Whether tax is in the prices of the file. */
  readonly basis: Basis;
}

/** Contacts remembered: a regular customer comes again soon, and hashing an address costs more than looking it up. */
const CONTACTS_REMEMBERED = 50_000;

const NO_HEADER = 'the file is empty: it has no header';

/**
 * The facts of an order file: the same set of them in whatever order its rows come, so long as all of them do, for equal
 * cancellations are numbered. A file without a usable header gives one batch that refuses it, and no fact.
 */
export async function* factsOf(
  batches: AsyncIterable<RowBatch>,
  rules: FileRules,
): AsyncGenerator<FactBatch> {
  let understood: RowRules | undefined;
  for await (const { rows, damage } of batches) {
    let data = rows;
    let ignoredColumns: readonly string[] | undefined;
    if (understood === undefined) {
      const { line, cells } = rows[0] ?? { line: damage?.line ?? 1, cells: [] };
      const columns = rows.length === 0 ? { fault: damage?.detail ?? NO_HEADER } : columnsOf(cells);
      if ('fault' in columns) {
        yield withoutHeader(line, columns.fault, cells);
        return;
      }
      understood = rowRules(rules, columns);
      ignoredColumns = columns.ignored;
      data = rows.slice(1);
    }
    const batch = translated(data, understood);
    const refused =
      damage === undefined
        ? batch.refused
        : [...batch.refused, { ...damage, field: '', more: [], cells: [] }];
    yield { ...batch, refused, ...(ignoredColumns === undefined ? {} : { ignoredColumns }) };
  }
  if (understood === undefined) yield withoutHeader(1, NO_HEADER, []);
}

function withoutHeader(line: number, detail: string, cells: readonly string[]): FactBatch {
  const headerFault = { line, field: '', detail, more: [], cells };
  return { facts: [], refused: [headerFault], rows: 0, headerFault };
}

function rowRules({ siteId, basis }: FileRules, columns: Columns): RowRules {
  return {
    siteId,
    basis,
    columns,
    occurrence: occurrences(),
    contactId: remembering(contactIdOf, CONTACTS_REMEMBERED),
  };
}

/**
 * Counts how often an id came by, 1 for the first time. It keeps the 16 bytes of each id as text, which is 60 MB for a
 * million cancellations; the id as it stands would be 390 MB, for it is made of pieces that stay in memory.
 */
function occurrences(): (id: string) => number {
  const counts = new Map<string, number>();
  return (id) => {
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex').toString('latin1');
    const count = (counts.get(bytes) ?? 0) + 1;
    counts.set(bytes, count);
    return count;
  };
}

function translated(rows: readonly Row[], rules: RowRules): FactBatch {
  const facts: OrderLineFact[] = [];
  const refused: RefusedRow[] = [];
  for (const { line, cells } of rows) {
    const outcome = rowToFact(cells, rules);
    if ('fact' in outcome) facts.push(outcome.fact);
    else refused.push({ ...outcome, line, cells });
  }
  return { facts, refused, rows: rows.length };
}

/** The function of one site, with its last `most` to twice as many answers kept: two generations, the older one dropped as a whole. */
function remembering(compute: typeof contactIdOf, most: number): typeof contactIdOf {
  let young = new Map<string, string>();
  let old = young;
  return (siteId, address) => {
    let answer = young.get(address);
    if (answer !== undefined) return answer;
    answer = old.get(address) ?? compute(siteId, address);
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(address, answer);
    return answer;
  };
}
