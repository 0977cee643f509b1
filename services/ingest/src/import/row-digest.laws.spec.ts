import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { digestOfFirst, rowDigests } from './row-digest.ts';
import type { RowBatch } from './rows-of.ts';

const rows = fc.array(fc.array(fc.constantFrom('', 'a', 'b', '","', '\n'), { minLength: 1, maxLength: 3 }), {
  minLength: 2,
  maxLength: 12,
});

async function* batches(all: readonly (readonly string[])[], size: number): AsyncGenerator<RowBatch> {
  for (let at = 0; at < all.length; at += size) {
    yield { rows: all.slice(at, at + size).map((cells, index) => ({ line: at + index + 1, cells })) };
  }
}

law(
  'what was read is known again by its rows alone, in batches of any size, and by every one of them',
  rows,
  rows,
  fc.nat(),
  async (file, other, cut) => {
    const read = 1 + (cut % (file.length - 1));
    const digests = rowDigests();
    const seen: RowBatch[] = [];
    for await (const batch of digests.along(batches(file, read + 1))) seen.push(batch);
    equal(
      seen.flatMap((batch) => batch.rows.map(({ cells }) => cells)),
      file,
    );
    const known = digests.at(read);
    equal(await digestOfFirst(read, batches(file, 1)), known);
    equal(await digestOfFirst(read, batches([...file.slice(0, read + 1), ...other], 5)), known);
    const isSame = JSON.stringify(other.slice(0, read + 1)) === JSON.stringify(file.slice(0, read + 1));
    equal((await digestOfFirst(read, batches(other, 2))) === known, isSame);
  },
);

it('remembers no more than it may still be asked for', async () => {
  const digests = rowDigests();
  for await (const _ of digests.along(batches([['header'], ['1'], ['2'], ['3']], 1)));
  expect(digests.at(2)).toHaveLength(64);
  expect([digests.at(1), digests.at(9)]).toEqual(['', '']);
});
