import { setImmediate as roundOfTheLoop } from 'node:timers/promises';
import { inTurns } from './in-turns.ts';
import { turn } from './turn.ts';

it('one gets a turn between two rounds of the event loop, in the order they asked', async () => {
  const had: number[] = [];
  for (const who of [1, 2, 3]) void turn().then(() => had.push(who));
  for (const sofar of [[1], [1, 2], [1, 2, 3]]) {
    await roundOfTheLoop();
    expect(had).toEqual(sofar);
  }
});

it('long lists are worked on in turns, and come out whole and in order', async () => {
  const long = Array.from({ length: 100 }, (_, number) => number);
  const busy = (one: number) => {
    for (const until = performance.now() + 1; performance.now() < until; );
    return one * 2;
  };
  let rounds = 0;
  const counting = setInterval(() => rounds++, 0);
  const both = await Promise.all([inTurns(long, busy), inTurns(long, busy)]);
  clearInterval(counting);
  expect(both).toEqual([long.map((one) => one * 2), long.map((one) => one * 2)]);
  expect(rounds).toBeGreaterThan(8);
});
