import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedRows } from './refused-rows.ts';

const row = (line: number, field = 'quantity') => ({
  line,
  field,
  detail: 'is not a number',
  cells: ['a', 'b "c"', 'd\ne'],
});

it('shows the first twenty and counts the kinds', () => {
  const refused = refusedRows(undefined);
  expect(refused.summary()).toEqual([]);
  refused.add([row(2)]);
  expect(refused.summary()).toEqual(['  line 2: quantity is not a number']);
  refused.add(Array.from({ length: 30 }, (_, index) => row(index + 3)));
  refused.add([row(40, 'type')]);
  const summary = refused.summary();
  expect(summary).toHaveLength(23);
  expect(summary.slice(20)).toEqual([
    '  … and 12 more',
    '  31 × quantity is not a number',
    '  1 × type is not a number',
  ]);
  refused.close();
});

it('writes every one of them with its own cells', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refused-'));
  const file = join(folder, 'refused.csv');
  const refused = refusedRows(file);
  refused.add([row(2), row(3, '')]);
  refused.close();
  expect(readFileSync(file, 'utf8')).toBe(
    'line,field,reason,row\n2,quantity,is not a number,a,"b ""c""","d\ne"\n3,,is not a number,a,"b ""c""","d\ne"\n',
  );
  rmSync(folder, { recursive: true });
});
