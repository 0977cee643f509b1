import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { RefusedRow } from './facts-of.ts';
import { type RefusedRows, refusedRows } from './refused-rows.ts';

const cells = ['a', 'b "c"', 'd\ne', ''];

function row(line: number, field = 'quantity', more: RefusedRow['more'] = []): RefusedRow {
  return { line, field, detail: 'is not a number', more, cells };
}

function opened(file: string | undefined): RefusedRows {
  const refused = refusedRows(file);
  if ('usage' in refused) throw new Error(refused.usage);
  return refused;
}

const late = { field: 'occurred_at', detail: 'is none' };

it('shows each refusal once: the first twenty rows one by one, the others by what is wrong', () => {
  const refused = opened(undefined);
  expect(refused.summary()).toEqual([]);
  refused.add([row(2), row(3, 'type', [late])]);
  expect(refused.summary()).toEqual([
    '  line 2: quantity is not a number',
    '  line 3: type is not a number; occurred_at is none',
  ]);
  refused.add(Array.from({ length: 30 }, (_, index) => row(index + 4)));
  refused.add([row(40, 'type', [late])]);
  const summary = refused.summary();
  expect(summary).toHaveLength(24);
  expect(summary.slice(20)).toEqual([
    '  … and 13 more:',
    '    12 × quantity is not a number',
    '    1 × type is not a number',
    '    1 × occurred_at is none',
  ]);
  refused.close();
});

it('writes every row into a file in which all have the same number of cells, with its own as one of them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refused-'));
  const file = join(folder, 'refused.csv');
  const refused = opened(file);
  refused.add([row(2), row(3, 'type', [late])]);
  refused.close();
  const written: string[][] = parse(readFileSync(file));
  expect(written.map((record) => record.slice(0, 3))).toEqual([
    ['line', 'field', 'reason'],
    ['2', 'quantity', 'is not a number'],
    ['3', 'type; occurred_at', 'is not a number; is none'],
  ]);
  expect(written.slice(1).map(([, , , own]) => parse(own ?? ''))).toEqual([[cells], [cells]]);
  rmSync(folder, { recursive: true });
});

it('is told of a file that cannot be written', () => {
  const file = join(tmpdir(), 'no-such-folder', 'refused.csv');
  expect(refusedRows(file)).toEqual({ usage: `${file} cannot be written (ENOENT)` });
});
