import { parseArgs } from 'node:util';
import type { Typed } from '@stamkunde/service';
import { importOptions, importOrder } from './import-order.ts';

const file = import.meta.filename;

function order(...args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: importOptions,
    allowPositionals: true,
  });
  return importOrder({ values: values as Typed['values'], positionals });
}

it('is understood', () => {
  expect(order('--site', 'demo', file)).toEqual({
    file,
    siteId: 'demo',
    basis: 'gross',
    rate: undefined,
    refused: undefined,
    restart: false,
    undeclared: false,
  });
  const texts = ['--basis', 'net', '--rate', '50', '--refused', 'r.csv'];
  expect(order('--site', 'demo', ...texts, '--restart', '--undeclared', file)).toMatchObject({
    basis: 'net',
    rate: 50,
    refused: 'r.csv',
    restart: true,
    undeclared: true,
  });
});

it.each([
  [['--site', 'demo'], 'one file has to be named'],
  [['--site', 'demo', file, file], 'one file has to be named'],
  [['--site', 'Demo', file], '--site is not 1 to 64 lower-case letters, digits or hyphens'],
  [[file], '--site is missing'],
  [['--site', 'demo', '--basis', 'both', file], '--basis is neither gross nor net'],
  [['--site', 'demo', '--rate', '0', file], '--rate is not a whole number above 0'],
  [['--site', 'demo', '--rate', 'fast', file], '--rate is not a whole number above 0'],
  [['--site', 'demo', 'no-such-file.csv'], 'no-such-file.csv cannot be read (ENOENT)'],
  [['--site', 'demo', '/'], '/ is not a file'],
])('is told what is wrong with it: %j', (args, usage) => {
  expect(order(...args)).toEqual({ usage });
});
