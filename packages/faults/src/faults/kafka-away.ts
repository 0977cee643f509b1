import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { Member } from '../world/member.ts';
import type { World } from '../world/world.ts';

const recoveryMaxMs = 8_000;
const memoryMaxBytes = 300_000_000;

export const kafkaAway: readonly Fault[] = [
  {
    id: '13a',
    what: 'Kafka stopped and started',
    harms: 'kafka',
    run: (world) => whileAway(world, world.options.long ? 10 : 2, (kafka) => kafka.stop(), 0),
  },
  {
    id: '13b',
    what: 'Kafka killed with kill -9',
    harms: 'kafka',
    run: (world) => whileAway(world, world.options.long ? 10 : 2, (kafka) => kafka.kill9(), 0),
  },
  {
    id: '14',
    what: 'Kafka away for minutes',
    harms: 'kafka',
    run: (world) =>
      whileAway(
        world,
        1,
        (kafka) => kafka.kill9(),
        (world.options.minutes ?? (world.options.long ? 10 : 2)) * 60_000,
      ),
  },
];

async function whileAway(
  world: World,
  times: number,
  takeAway: (kafka: World['options']['stack']['kafka']) => Promise<void>,
  awayMs: number,
): Promise<number> {
  const { kafka } = world.options.stack;
  const members = [await world.member(), await world.member()];
  world.load({}, 200);
  for (let time = 1; time <= times; time++) {
    await pause(world.luck.between(1_000, 2_500));
    await takeAway(kafka);
    await sampled(world, members, awayMs);
    await kafka.start();
    await world.watch.lifted();
    await world.recovered();
  }
  for (const member of members) world.expectAlive(member, 'while Kafka was away');
  const slowest = Math.max(...world.watch.recoveriesMs);
  world.expectWithin(
    slowest <= recoveryMaxMs,
    `the first fact took ${slowest} ms after Kafka was ready, more than 8 s`,
  );
  return times;
}

/** Waits, and looks at the memory of processes that can do nothing but wait, too. */
async function sampled(world: World, members: readonly Member[], ms: number): Promise<void> {
  let largest = 0;
  for (const end = performance.now() + ms; performance.now() < end; await pause(5_000)) {
    for (const member of members) largest = Math.max(largest, (await member.rssBytes()) ?? 0);
    world.options.say(`away for ${((end - performance.now()) / 1_000).toFixed(0)} s more`);
  }
  if (largest === 0) return;
  world.notes.push(`at most ${(largest / 1e6).toFixed(0)} MB while Kafka was away`);
  world.expectWithin(
    largest <= memoryMaxBytes,
    `${(largest / 1e6).toFixed(0)} MB while Kafka was away, more than 300`,
  );
}
