import { eachSlice } from './each-slice.ts';

const ten = Array.from({ length: 10 }, (_, number) => number);

it('takes everything once, in slices, two of them at a time', async () => {
  const seen: number[][] = [];
  let underWay = 0;
  let most = 0;
  await eachSlice(ten, 3, async (slice) => {
    most = Math.max(most, ++underWay);
    await new Promise(setImmediate);
    seen.push([...slice]);
    underWay--;
  });
  expect(seen.flat()).toEqual(ten);
  expect(seen.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
  expect(most).toBe(2);
});

it('begins nothing after something has gone wrong, and tells of it when nothing is under way any more', async () => {
  const ended: number[] = [];
  const failing = eachSlice(ten, 2, async ([first = 0]) => {
    if (first === 2) throw new Error('away');
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended.push(first);
  });
  await expect(failing).rejects.toThrow('away');
  expect(ended).toEqual([0]);
});
