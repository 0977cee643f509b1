import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics, writer } from '@stamkunde/contracts';
import { type Outgoing, type Publish, Unavailable } from '@stamkunde/stream';
import { bringIn } from './bring-in.ts';
import type { ImportOrder } from './import-order.ts';
import { importState } from './import-state.ts';
import { refusedRows } from './refused-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'bring-in-'));
const file = join(folder, 'orders.csv');
const states = join(folder, 'states');
const row = (number: number) => `line,${number},1,,1,,,2026-03-01T10:00:00Z\n`;
writeFileSync(
  file,
  `type,order_id,line_id,customer_id,quantity,unit_price,currency,occurred_at\n${Array.from({ length: 5_000 }, (_, number) => row(number)).join('')}`,
);
afterAll(() => rmSync(folder, { recursive: true }));

const state = () => importState(states, file, ['demo']);

function bring(rowsDone: number, publish: Publish) {
  const refused = refusedRows(undefined);
  if ('usage' in refused) throw new Error(refused.usage);
  const order: ImportOrder = {
    file,
    siteId: 'demo',
    basis: 'gross',
    rate: undefined,
    refused: undefined,
    restart: false,
    undeclared: false,
  };
  return bringIn(order, rowsDone, { values: writer(topics.orderLines, 1), publish, refused, state: state() });
}

it('keeps every row that was acknowledged before it failed, and goes on behind them', async () => {
  const sent: Outgoing[] = [];
  const failing = bring(0, async (messages) => {
    if (sent.length > 2_000) throw new Unavailable('kafka', 'test');
    sent.push(...messages);
  });
  await expect(failing).rejects.toThrow(Unavailable);
  expect(state().done).toEqual({
    rows: sent.length,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });

  const rowsDone = sent.length;
  const imported = await bring(rowsDone, async (messages) => void sent.push(...messages));
  expect(imported).toEqual({ rows: 5_000, facts: 5_000 - rowsDone, refused: 0, passedOver: rowsDone });
  expect(new Set(sent.map(({ key }) => key)).size).toBe(5_000);
  expect(readdirSync(states)).toEqual([]);
});
