import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { Member } from '../world/member.ts';
import type { World } from '../world/world.ts';

const standstillMaxMs = 2 * 6_000;

export const scaling: readonly Fault[] = [
  {
    id: '11',
    what: '1, 2, 5, 3, 1 processes',
    async run(world) {
      const members: Member[] = [await world.member()];
      world.load({}, 200);
      for (const size of [2, 5, 3, 1]) {
        while (members.length < size) members.push(await world.member());
        await Promise.all(members.splice(size).map((member) => member.terminate()));
        await world.watch.lifted();
        await world.recovered();
        await pause(1_000);
        world.options.say(`${size} processes`);
      }
      expectNoStandstill(world);
      return 4;
    },
  },
  {
    id: '12',
    what: 'processes join and leave all the time',
    async run(world) {
      const stormMs = (world.options.minutes ?? (world.options.long ? 5 : 0.6)) * 60_000;
      const members: Member[] = [await world.member()];
      world.load({}, 150);
      const { luck } = world;
      const leaving: Promise<unknown>[] = [];
      let times = 0;
      for (const end = performance.now() + stormMs; performance.now() < end; times++) {
        await pause(luck.between(200, 1_500));
        if (members.length < 2 || (members.length < 4 && luck.happens(0.5))) members.push(world.launch());
        else
          for (const member of members.splice(luck.between(0, members.length - 1), 1))
            leaving.push(member.terminate());
      }
      await Promise.all(leaving);
      await world.atEnd();
      expectNoStandstill(world);
      return times;
    },
  },
];

function expectNoStandstill(world: World): void {
  const { longestStandstillMs } = world.watch;
  world.expectWithin(
    longestStandstillMs <= standstillMaxMs,
    `nothing got done for ${longestStandstillMs} ms, more than 12 s`,
  );
}
