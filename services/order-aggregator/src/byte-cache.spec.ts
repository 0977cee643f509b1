import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { type ByteCache, byteCache } from './byte-cache.ts';

describe('a cache of bytes', () => {
  it('gives back what was set, as a copy', () => {
    const cache = byteCache(100);
    cache.set('a', Buffer.from('one'));
    cache.set('b', Buffer.from('two'));
    const first = cache.find(['a', 'b', 'c']);
    expect([...first].map(([key, bytes]) => [key, bytes.toString()])).toEqual([
      ['a', 'one'],
      ['b', 'two'],
    ]);
    for (const bytes of first.values()) bytes.fill(0);
    expect(get(cache, 'a')).toBe('one');
  });

  it('forgets what was set longest ago', () => {
    const cache = byteCache(10);
    for (const key of ['a', 'b', 'c']) cache.set(key, Buffer.from('four'));
    expect(['a', 'b', 'c'].map((key) => get(cache, key))).toEqual([undefined, 'four', 'four']);
  });

  it('keeps nothing that is larger than its room, not even an earlier value', () => {
    const cache = byteCache(4);
    cache.set('a', Buffer.from('four'));
    cache.set('a', Buffer.from('five!'));
    expect(get(cache, 'a')).toBeUndefined();
  });

  const changes = fc.array(
    fc.record({
      what: fc.constantFrom('set', 'set', 'set', 'delete', 'clear'),
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      length: fc.nat(12),
    }),
    { maxLength: 200, size: 'max' },
  );

  law('never gives anything but the last bytes of a key, and always those just set', changes, (all) => {
    const cache = byteCache(20);
    const last = new Map<string, string>();
    for (const [turn, { what, key, length }] of all.entries()) {
      const bytes = Buffer.alloc(length, turn);
      if (what === 'set') {
        cache.set(key, bytes);
        last.set(key, bytes.toString());
        equal(get(cache, key), bytes.toString());
      } else if (what === 'delete') {
        cache.delete(key);
        last.delete(key);
      } else {
        cache.clear();
        last.clear();
      }
      for (const one of ['a', 'b', 'c', 'd', 'e']) {
        const found = get(cache, one);
        if (found !== undefined) equal(found, last.get(one));
      }
    }
  });
});

function get(cache: ByteCache, key: string): string | undefined {
  return cache.find([key]).get(key)?.toString();
}
