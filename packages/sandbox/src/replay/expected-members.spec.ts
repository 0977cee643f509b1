import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageFault } from '../command/run-command.ts';
import { readExpected } from './expected-members.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamkunde-expected-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function expectation(...lines: string[]) {
  const file = join(folder, 'expected.csv');
  writeFileSync(file, lines.join('\n'));
  return readExpected(file, 'shop');
}

describe('a file of expected results', () => {
  it('is read by its columns, and those that mean nothing here are named', async () => {
    const { members, unknownColumns } = await expectation(
      'Customer_ID,currency,Order_Count,total_spent',
      '17,GBP,2,10',
    );
    expect(unknownColumns).toEqual(['total_spent']);
    expect(members.map(({ customerId, cells }) => [customerId, cells.get('order_count')])).toEqual([
      ['17', '2'],
    ]);
  });

  it('of which nothing can be compared is refused, with what could be', async () => {
    const reading = expectation('customer_id,currency,orders', '17,GBP,2');
    await expect(reading).rejects.toThrow(UsageFault);
    await expect(reading).rejects.toThrow(
      'has no column that can be compared; known are order_count, product_count, total_spend, ',
    );
  });

  it.each([
    ['no column customer_id', ['customer,order_count', '17,2']],
    ['line 3 names no customer', ['customer_id,order_count', '17,2', ',2']],
    ['is empty', []],
  ])('that cannot be used is refused: %s', async (why, lines) => {
    const reading = expectation(...lines);
    await expect(reading).rejects.toThrow(UsageFault);
    await expect(reading).rejects.toThrow(why);
  });
});
