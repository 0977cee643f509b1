import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { Member } from '../world/member.ts';
import type { World } from '../world/world.ts';

/** Of memory, from a tenth of the time on. */
const growthMax = 0.05;

export const soak: readonly Fault[] = [
  {
    id: '35',
    what: 'a random fault each minute',
    harms: 'kafka',
    onDemand: true,
    async run(world) {
      const { luck, options } = world;
      const minutes = options.minutes ?? 60;
      const elder = await world.member();
      const others = [await world.member()];
      const load = world.load({}, 100);
      const memory: number[] = [];
      let times = 0;
      for (const end = performance.now() + minutes * 60_000; performance.now() < end; times++) {
        const [name, harm] = luck.oneOf(harms);
        options.say(`${name}; ${load.sent} facts, ${((memory.at(-1) ?? 0) / 1e6).toFixed(0)} MB`);
        world.mark(name);
        const rest = performance.now() + Math.min(60_000, (minutes * 60_000) / 3);
        await harm(world, others);
        await world.watch.lifted();
        await world.recovered(120_000);
        for (; performance.now() < rest; await pause(5_000)) memory.push((await elder.rssBytes()) ?? 0);
      }
      world.expectAlive(elder, 'over all faults');
      const warm = memory.slice(Math.ceil(memory.length / 10));
      const [first, last] = [warm.slice(0, 12), warm.slice(-12)].map((some) => Math.max(...some));
      const growth = (last ?? 0) / (first ?? 1) - 1;
      world.notes.push(
        `memory of one process from ${((first ?? 0) / 1e6).toFixed(0)} to ${((last ?? 0) / 1e6).toFixed(0)} MB`,
      );
      world.expectWithin(growth <= growthMax, `memory grew by ${(growth * 100).toFixed(1)} %, more than 5 %`);
      return times;
    },
  },
];

const harms: readonly (readonly [name: string, put: (world: World, others: Member[]) => Promise<unknown>])[] =
  [
    [
      'kill -9 of a process',
      async (world, others) => {
        await others.pop()?.kill9();
        others.push(await world.member());
      },
    ],
    [
      'SIGTERM',
      async (world, others) => {
        await others.pop()?.terminate();
        others.push(await world.member());
      },
    ],
    [
      'SIGSTOP for 10 s',
      async (_, others) => {
        others.at(-1)?.pause();
        await pause(10_000);
        others.at(-1)?.resume();
      },
    ],
    [
      'a third process for 10 s',
      async (world) => {
        const third = await world.member();
        await pause(10_000);
        await third.terminate();
      },
    ],
    ...(['kafka', 'mongo', 'registry'] as const).flatMap((name) => [
      [
        `kill -9 of ${name}`,
        async ({ options }: World) => {
          await options.stack[name].kill9();
          await options.stack[name].start();
        },
      ] as const,
      [
        `restart of ${name}`,
        async ({ options }: World) => {
          await options.stack[name].stop();
          await pause(5_000);
          await options.stack[name].start();
        },
      ] as const,
      [
        `${name} frozen for 10 s`,
        async ({ options }: World) => {
          await options.stack[name].pause();
          await pause(10_000);
          await options.stack[name].resume();
        },
      ] as const,
    ]),
  ];
