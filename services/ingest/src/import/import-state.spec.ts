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
  importState(states, path, purpose).rowsDone;

it('is remembered from run to run, for this file under any name, and forgotten at the end', () => {
  const state = importState(states, file, ['cluster', 'demo', 'gross']);
  expect(state.rowsDone).toBe(0);
  state.save(1_000);
  state.save(2_000);
  copyFileSync(file, join(folder, 'renamed.csv'));
  expect([rowsDone(), rowsDone(join(folder, 'renamed.csv'))]).toEqual([2_000, 2_000]);
  state.clear();
  expect(rowsDone()).toBe(0);
});

it('is another one for another site, cluster or price basis, and for a file that has changed anywhere near its ends', () => {
  importState(states, file, ['cluster', 'demo', 'gross']).save(7);
  expect(rowsDone(file, ['other', 'demo', 'gross'])).toBe(0);
  expect(rowsDone(file, ['cluster', 'demo', 'net'])).toBe(0);
  const changed = join(folder, 'changed.csv');
  writeFileSync(changed, `header\n${'row\n'.repeat(99_999)}raw\n`);
  expect(rowsDone(changed)).toBe(0);
  expect(rowsDone()).toBe(7);
});

it('counts as none when it is not readable', () => {
  importState(states, file, ['cluster', 'demo', 'gross']).save(7);
  for (const name of readdirSync(states)) writeFileSync(join(states, name), '{"rowsDo');
  expect(rowsDone()).toBe(0);
});
