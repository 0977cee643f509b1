import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importState } from './import-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-state-'));
const file = join(folder, 'orders.csv');
const states = join(folder, 'states');
writeFileSync(file, `header\n${'row\n'.repeat(100_000)}`);
afterAll(() => rmSync(folder, { recursive: true }));

const rowsDone = (path = file, purpose = ['cluster', 'demo', 'gross']) =>
  importState(states, path, purpose).done?.rows;

it('is remembered from run to run, for this file under any name, and forgotten at the end', () => {
  const state = importState(states, file, ['cluster', 'demo', 'gross']);
  expect(state.done).toBeUndefined();
  state.save({ rows: 1_000, digest: 'a' });
  state.save({ rows: 2_000, digest: 'b' });
  expect(importState(states, file, ['cluster', 'demo', 'gross']).done).toEqual({ rows: 2_000, digest: 'b' });
  copyFileSync(file, join(folder, 'renamed.csv'));
  expect([rowsDone(), rowsDone(join(folder, 'renamed.csv'))]).toEqual([2_000, 2_000]);
  state.clear();
  expect(rowsDone()).toBeUndefined();
});

it('is another one for another site, cluster or price basis, and for a file that has changed anywhere near its ends', () => {
  importState(states, file, ['cluster', 'demo', 'gross']).save({ rows: 7, digest: 'a' });
  expect(rowsDone(file, ['other', 'demo', 'gross'])).toBeUndefined();
  expect(rowsDone(file, ['cluster', 'demo', 'net'])).toBeUndefined();
  const changed = join(folder, 'changed.csv');
  writeFileSync(changed, `header\n${'row\n'.repeat(99_999)}raw\n`);
  expect(rowsDone(changed)).toBeUndefined();
  expect(rowsDone()).toBe(7);
});

it('counts as none when it is not readable', () => {
  importState(states, file, ['cluster', 'demo', 'gross']).save({ rows: 7, digest: 'a' });
  for (const text of ['{"rows', '{"rows":7}', 'null']) {
    for (const name of readdirSync(states)) writeFileSync(join(states, name), text);
    expect(rowsDone()).toBeUndefined();
  }
});
