import { brotliCompressSync, gzipSync } from 'node:zlib';
import { trackerScript } from '../index.ts';
import { bundled } from './bundled.ts';
import { integrityOf } from './integrity-of.ts';

const BYTES_MAX = 4_000;

it('has less than 4 kB, compressed either way', async () => {
  const source = await bundled();
  expect(gzipSync(source, { level: 9 }).length).toBeLessThan(BYTES_MAX);
  expect(brotliCompressSync(source).length).toBeLessThan(BYTES_MAX);
});

it('is the same script however often it is made, and what pages insist on is that one', async () => {
  const source = await bundled();
  expect(await bundled()).toBe(source);
  expect(integrityOf(source)).toMatch(/^sha384-[A-Za-z0-9+/]{64}$/);
});

it('works under a strict policy: it makes no code of text, no script, no style and no markup', async () => {
  const source = await bundled();
  expect(source).not.toMatch(
    /\beval\b|Function\(|createElement|innerHTML|document\.write|\.style\b|\bimport\(/,
  );
  expect(source).not.toMatch(/["'](unload|beforeunload)["']/);
});

it('leaves two names in the page, and none of them by accident', async () => {
  const source = await bundled();
  expect(source.startsWith('"use strict";')).toBe(true);
  expect(source).not.toMatch(/^(var|let|const|function) /m);
});

it('is read as it was built', () => {
  const { source, integrity } = trackerScript();
  expect(integrity).toBe(integrityOf(source));
});
