import { createReadStream } from 'node:fs';
import { contactIdOf } from '@stamkunde/contracts';
import { addressOf, rowsOf } from '@stamkunde/ingest/import';

/** What a file of expected results says of one member. */
export interface ExpectedMember {
  readonly customerId: string;
  readonly contactId: string;
  /** By column, as the file prints it. */
  readonly cells: ReadonlyMap<string, string>;
}

/** The file of expected results can not be used; the message says why. */
export class ExpectationFault extends Error {}

/** Reads a file of expected results: CSV, plain or gzip, one member a row, known by `customer_id`. */
export async function readExpected(file: string, siteId: string): Promise<readonly ExpectedMember[]> {
  const members: ExpectedMember[] = [];
  let header: readonly string[] | undefined;
  for await (const { rows, damage } of rowsOf(createReadStream(file))) {
    for (const { cells, line } of rows) {
      if (header === undefined) {
        header = cells.map((cell) => cell.trim().toLowerCase());
        if (!header.includes('customer_id')) throw new ExpectationFault(`${file} has no column customer_id`);
        continue;
      }
      const named = new Map(header.map((name, at) => [name, (cells[at] ?? '').trim()]));
      const customerId = named.get('customer_id') ?? '';
      const address = addressOf(customerId);
      if (address === undefined) throw new ExpectationFault(`${file} line ${line} names no customer`);
      members.push({ customerId, contactId: contactIdOf(siteId, address), cells: named });
    }
    if (damage !== undefined) throw new ExpectationFault(`${file} line ${damage.line}: ${damage.detail}`);
  }
  if (header === undefined) throw new ExpectationFault(`${file} is empty`);
  return members;
}
