import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '@stamkunde/stream';
import { eventually } from '@stamkunde/testing';
import { pairingInMemory } from './in-memory/pairing-in-memory.ts';
import { consented, did, paired, uuid } from './in-memory/site-events.ts';
import { sweepEvents } from './sweep-events.ts';
import { sweptRegularly } from './swept-regularly.ts';

const DAY_MS = 86_400_000;

it('what waits is forgotten a week after the retention, counted from when it came, and not a moment before', async () => {
  let now = 100 * DAY_MS;
  const system = pairingInMemory({ now: () => now });
  await system.hear([did(1), did(2, { isBot: true })]);
  now += 36 * DAY_MS;
  await system.hear([did(3)]);
  expect(await swept(system, now)).toEqual({});
  expect(await swept(system, 137 * DAY_MS + 1)).toEqual({ waiting: 1, bot: 1 });
  expect(await system.count('tivoli', 'v1')).toMatchObject({ waiting: 1, bot: 0 });
});

it('what somebody was told of is kept', async () => {
  const system = pairingInMemory();
  await system.hear([consented(1), did(2), paired(3, uuid(101))]);
  expect(await swept(system, 1_000 * DAY_MS)).toEqual({});
  expect(await system.count('tivoli', 'v1')).toMatchObject({ attributed: 1 });
});

it('however many they are', async () => {
  const system = pairingInMemory();
  await system.hear(Array.from({ length: 2_500 }, (_, index) => did(1, { factId: uuid(index) })));
  expect(await swept(system, 1_000 * DAY_MS)).toEqual({ waiting: 2_500 });
});

describe('a sweep', () => {
  it('that finds the database away comes again, and stops when it is told to', async () => {
    let sweeps = 0;
    const stop = sweptRegularly(
      async () => {
        sweeps++;
        throw new Unavailable('mongodb', new Error('away'));
      },
      { intervalMs: 1, onBug: (error) => fail(error) },
    );
    await eventually(() => expect(sweeps).toBeGreaterThan(2));
    await stop();
    const before = sweeps;
    await pause(10);
    expect(sweeps).toBe(before);
  });

  it('with a bug says so', async () => {
    const bugs: unknown[] = [];
    const bug = new TypeError('a bug');
    const stop = sweptRegularly(() => Promise.reject(bug), {
      intervalMs: 60_000,
      onBug: (error) => bugs.push(error),
    });
    await eventually(() => expect(bugs).toEqual([bug]));
    await stop();
  });
});

async function swept(
  { events }: ReturnType<typeof pairingInMemory>,
  now: number,
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  const sweep = sweepEvents({
    events,
    now: () => now,
    onRemoved: (outcome, count) => {
      removed[outcome] = (removed[outcome] ?? 0) + count;
    },
  });
  await sweep(new AbortController().signal);
  return removed;
}
