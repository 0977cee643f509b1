import { type Basis, contactIdOf, type OrderLineFact } from '@stamkunde/contracts';
import { type Columns, columnsOf } from '../domain/csv-columns.ts';
import { OccurrenceCounter } from '../domain/occurrence-counter.ts';
import { type RowRules, rowToFact } from '../domain/row-to-fact.ts';
import type { Row, RowBatch } from './rows-of.ts';

/** A row that is not taken, and why. */
export interface RefusedRow {
  readonly line: number;
  /** Name of the column; '' is the row, or the file from there on. */
  readonly field: string;
  readonly detail: string;
  readonly cells: readonly string[];
}

export interface FactBatch {
  readonly facts: readonly OrderLineFact[];
  readonly refused: readonly RefusedRow[];
  /** Rows this batch was made of, the header not counted. */
  readonly rows: number;
  /** Columns of the header that mean nothing here; with the first batch only. */
  readonly ignoredColumns?: readonly string[];
}

export interface FileRules {
  readonly siteId: string;
  /** Whether tax is in the prices of the file. */
  readonly basis: Basis;
}

/** Contacts remembered: a regular customer comes again soon, and hashing an address costs more than looking it up. */
const CONTACTS_REMEMBERED = 50_000;

/**
 * The facts of an order file. Rows have to come in file order, all of them: equal cancellations are numbered. A file
 * without a usable header gives one batch that refuses it, and no fact.
 */
export async function* factsOf(
  batches: AsyncIterable<RowBatch>,
  rules: FileRules,
): AsyncGenerator<FactBatch> {
  let understood: RowRules | undefined;
  let heard = false;
  for await (const { rows, damage } of batches) {
    let data = rows;
    let ignoredColumns: readonly string[] | undefined;
    const header = rows[0];
    if (understood === undefined && header !== undefined) {
      heard = true;
      const columns = columnsOf(header.cells);
      if ('faults' in columns) {
        yield {
          facts: [],
          refused: columns.faults.map((fault) => ({ ...fault, line: header.line, cells: header.cells })),
          rows: 0,
        };
        return;
      }
      understood = rowRules(rules, columns);
      ignoredColumns = columns.ignored;
      data = rows.slice(1);
    }
    const batch =
      understood === undefined ? { facts: [], refused: [], rows: 0 } : translated(data, understood);
    const refused =
      damage === undefined ? batch.refused : [...batch.refused, { ...damage, field: '', cells: [] }];
    heard ||= damage !== undefined;
    yield { ...batch, refused, ...(ignoredColumns === undefined ? {} : { ignoredColumns }) };
  }
  if (!heard)
    yield {
      facts: [],
      refused: [{ line: 1, field: '', detail: 'the file is empty: it has no header', cells: [] }],
      rows: 0,
    };
}

function rowRules({ siteId, basis }: FileRules, columns: Columns): RowRules {
  const occurrences = new OccurrenceCounter();
  return {
    siteId,
    basis,
    columns,
    occurrence: (orderId, lineId, reference) => occurrences.next(orderId, lineId, reference),
    contactId: remembering(contactIdOf, CONTACTS_REMEMBERED),
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
