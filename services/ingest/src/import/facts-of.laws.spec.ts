import type { OrderLineFact } from '@stamkunde/contracts';
import { equal, law, shuffles } from '@stamkunde/testing';
import fc from 'fast-check';
import { factsOf } from './facts-of.ts';
import type { RowBatch } from './rows-of.ts';

const header = 'type,order_id,line_id,customer_id,quantity,unit_price,currency,occurred_at,reference'.split(
  ',',
);

/** Few different values, so that equal rows and nearly equal ones are common. */
const row = fc
  .tuple(
    fc.constantFrom('line', 'cancel', 'cancel', 'return'),
    fc.constantFrom('O1', 'O2'),
    fc.constantFrom('L1', 'L2'),
    fc.constantFrom('', '1', '2'),
    fc.constantFrom('2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z'),
    fc.constantFrom('', 'C1', 'C1#1', '#2'),
  )
  .map(([type, order, line, quantity, at, reference]) => {
    return [type, order, line, '', quantity, '', '', at, reference];
  });

async function facts(rows: readonly (readonly string[])[]): Promise<OrderLineFact[]> {
  async function* read(): AsyncGenerator<RowBatch> {
    yield { rows: [header, ...rows].map((cells, index) => ({ line: index + 1, cells })) };
  }
  const all: OrderLineFact[] = [];
  for await (const batch of factsOf(read(), { siteId: 'demo', basis: 'gross' })) all.push(...batch.facts);
  return all.sort((one, other) => (one.factId < other.factId ? -1 : 1));
}

law(
  'the order of the rows does not matter',
  fc.array(row, { maxLength: 12 }),
  shuffles(),
  async (rows, shuffle) => {
    equal(await facts(shuffle(rows)), await facts(rows));
  },
);

law('every cancellation of a file counts', fc.array(row, { maxLength: 12 }), async (rows) => {
  const cancelling = rows.filter(([type]) => type === 'cancel');
  const ids = (await facts(cancelling)).map(({ cancellationId }) => cancellationId);
  equal(new Set(ids).size, cancelling.length);
});
