import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@stamkunde/testing';
import { type ApiKeyOptions, type ApiKeys, apiKeys, type KeyFault } from './api-keys.ts';

const tivoli = 'tivoli-key-0123456789';
const opera = 'opera-key-0123456789';

describe('the keys of sites', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const open: ApiKeys[] = [];
  const keysOf = (options: Partial<ApiKeyOptions> = {}) => {
    const keys = apiKeys({ env: { TIVOLI: tivoli, OPERA: opera }, refreshMs: 5, ...options });
    open.push(keys);
    return keys;
  };
  afterEach(() => {
    for (const keys of open.splice(0)) keys.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tell whose key it is, and nothing for any other text', async () => {
    const keys = keysOf();
    await keys.assign('tivoli', ['env:TIVOLI']);
    await keys.assign('opera', ['env:OPERA']);
    expect([tivoli, opera].map((key) => keys.siteOf(key))).toEqual(['tivoli', 'opera']);
    for (const other of ['', 'env:TIVOLI', `${tivoli}x`, tivoli.slice(1), tivoli.toUpperCase()]) {
      expect(keys.siteOf(other)).toBeUndefined();
    }
  });

  it('can be several per site, so that one is exchanged without a gap', async () => {
    const keys = keysOf();
    await keys.assign('tivoli', ['env:TIVOLI', 'env:OPERA']);
    expect([keys.siteOf(tivoli), keys.siteOf(opera)]).toEqual(['tivoli', 'tivoli']);
    await keys.assign('tivoli', ['env:OPERA']);
    expect([keys.siteOf(tivoli), keys.siteOf(opera)]).toEqual([undefined, 'tivoli']);
    await keys.assign('tivoli', []);
    expect(keys.siteOf(opera)).toBeUndefined();
  });

  it('are read again when their file changes, or the link to it is turned', async () => {
    const told: (readonly KeyFault[])[] = [];
    const keys = keysOf({ onFaults: (faults) => told.push(faults) });
    for (const [name, key] of Object.entries({ one: tivoli, two: opera })) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'key'), `${key}\n`);
    }
    symlinkSync(join(folder, 'one'), join(folder, 'now'));
    await keys.assign('tivoli', [`file:${join(folder, 'now', 'key')}`]);
    expect(keys.siteOf(tivoli)).toBe('tivoli');
    symlinkSync(join(folder, 'two'), join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'now'));
    await eventually(() => expect(keys.siteOf(opera)).toBe('tivoli'));
    expect(keys.siteOf(tivoli)).toBeUndefined();
    writeFileSync(join(folder, 'two', 'key'), 'a-third-key-0123456789');
    await eventually(() => expect(keys.siteOf('a-third-key-0123456789')).toBe('tivoli'));
    rmSync(join(folder, 'two', 'key'));
    await eventually(() => expect(keys.siteOf('a-third-key-0123456789')).toBeUndefined());
    expect(told.at(-1)).toMatchObject([{ siteId: 'tivoli', reason: 'missing' }]);
  });

  it('that cannot be used are reported by reference, never by value', async () => {
    const told: (readonly KeyFault[])[] = [];
    const keys = keysOf({
      env: { SHORT: 'hunter2', ONE: tivoli, SAME: tivoli },
      onFaults: (faults) => told.push(faults),
    });
    await keys.assign('a', ['env:NONE', 'file:/nowhere/key', 'env:SHORT', 'hunter2-is-my-key-written-here']);
    await keys.assign('b', ['env:ONE']);
    await keys.assign('c', ['env:SAME']);
    expect(told.at(-1)).toEqual([
      { siteId: 'a', reference: 'env:NONE', reason: 'missing' },
      { siteId: 'a', reference: 'file:/nowhere/key', reason: 'missing' },
      { siteId: 'a', reference: 'env:SHORT', reason: 'too-short' },
      { siteId: 'a', reference: 'not shown', reason: 'not-a-reference' },
      { siteId: 'b', reference: 'env:ONE', reason: 'shared' },
      { siteId: 'c', reference: 'env:SAME', reason: 'shared' },
    ]);
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(keys.siteOf(tivoli)).toBeUndefined();
    await keys.assign('c', []);
    expect(keys.siteOf(tivoli)).toBe('b');
  });
});
