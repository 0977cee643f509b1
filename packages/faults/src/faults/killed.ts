import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';

/** What the service tells the group: a member that is silent for so long has left. */
const sessionTimeoutMs = 6_000;

export const killed: readonly Fault[] = [
  {
    id: '7',
    what: 'kill -9 of the service at random moments',
    async run(world) {
      const { luck, options, watch } = world;
      const kills = options.long ? 200 : 20;
      const members = [await world.member(), await world.member()];
      const load = world.load({}, 150);
      for (let kill = 1; kill <= kills; kill++) {
        await pause(luck.between(20, 1_500));
        const at = luck.between(0, 1);
        await members[at]?.kill9();
        await watch.lifted();
        members[at] = world.launch();
        // Now and then the next one falls while the group still waits for the one before, or its successor starts.
        if (luck.happens(0.25)) continue;
        await world.recovered();
        options.say(`killed ${kill} times, ${load.sent} facts`);
      }
      for (const member of members) await member.ready();
      const slowest = Math.max(...world.watch.recoveriesMs);
      world.expect(
        slowest <= sessionTimeoutMs + 3_000,
        `the first fact after a kill took ${slowest} ms, more than 9 s`,
      );
      return kills;
    },
  },
];
