import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import { eachOf } from './each-of.ts';

const ten = Array.from({ length: 10 }, (_, number) => number);

it('takes each of them once, two at a time', async () => {
  const seen: number[] = [];
  let underWay = 0;
  let most = 0;
  await eachOf(ten, async (one) => {
    most = Math.max(most, ++underWay);
    await breath();
    seen.push(one);
    underWay--;
  });
  expect(seen).toEqual(ten);
  expect(most).toBe(2);
});

it('begins nothing after something has gone wrong, and tells of it when nothing is under way any more', async () => {
  const ended: number[] = [];
  const failing = eachOf(ten, async (one) => {
    if (one === 1) throw new Error('away');
    await pause(20);
    ended.push(one);
  });
  await expect(failing).rejects.toThrow('away');
  expect(ended).toEqual([0]);
});
