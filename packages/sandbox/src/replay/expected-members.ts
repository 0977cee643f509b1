import { createReadStream } from 'node:fs';
import { contactIdOf } from '@stamkunde/contracts';
import { addressOf, rowsOf } from '@stamkunde/ingest/import';
import { UsageFault } from '../command/run-command.ts';
import { comparable } from './compare-members.ts';

/** What a file of expected results says of one member. */
export interface ExpectedMember {
  readonly customerId: string;
  readonly contactId: string;
  /** By column, as the file prints it. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface Expectation {
  readonly members: readonly ExpectedMember[];
  /** Columns of the file that mean nothing here, and are compared with nothing. */
  readonly unknownColumns: readonly string[];
}

/** Columns that say which member, and which of the sums, a row is about. */
const pointing: readonly string[] = ['customer_id', 'currency'];

/**
 * Reads a file of expected results: CSV, plain or gzip, one member a row, known by `customer_id`. Throws `UsageFault` for
 * a file that cannot be used: it would be equal to anything.
 */
export async function readExpected(file: string, siteId: string): Promise<Expectation> {
  const members: ExpectedMember[] = [];
  let header: readonly string[] | undefined;
  for await (const { rows, damage } of rowsOf(createReadStream(file))) {
    for (const { cells, line } of rows) {
      if (header === undefined) {
        header = headerOf(file, cells);
        continue;
      }
      const named = new Map(header.map((name, at) => [name, (cells[at] ?? '').trim()]));
      const customerId = named.get('customer_id') ?? '';
      const address = addressOf(customerId);
      if (address === undefined) throw new UsageFault(`${file} line ${line} names no customer`);
      members.push({ customerId, contactId: contactIdOf(siteId, address), cells: named });
    }
    if (damage !== undefined) throw new UsageFault(`${file} line ${damage.line}: ${damage.detail}`);
  }
  if (header === undefined) throw new UsageFault(`${file} is empty`);
  const unknownColumns = header.filter((name) => !pointing.includes(name) && !comparable.includes(name));
  return { members, unknownColumns };
}

function headerOf(file: string, cells: readonly string[]): readonly string[] {
  const header = cells.map((cell) => cell.trim().toLowerCase());
  if (!header.includes('customer_id')) throw new UsageFault(`${file} has no column customer_id`);
  if (!header.some((name) => comparable.includes(name))) {
    throw new UsageFault(`${file} has no column that can be compared; known are ${comparable.join(', ')}`);
  }
  return header;
}
