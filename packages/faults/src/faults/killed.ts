import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';

/** What the service tells the group: a member that is silent for so long has left. */
const sessionTimeoutMs = 6_000;

export const killed: readonly Fault[] = [
  {
    id: '7',
    what: 'kill -9 of the service at random moments',
    async run(world) {
      const kills = world.options.long ? 200 : 20;
      const load = world.load({}, 150);
      let member = await world.member();
      for (let kill = 1; kill <= kills; kill++) {
        await pause(world.luck.between(20, 1_500));
        world.expectAlive(member, 'between two kills');
        await member.kill9();
        const killedAt = performance.now();
        await world.watch.lifted(killedAt);
        member = await world.member();
        await world.recovered();
        world.options.say(`killed ${kill} times, ${load.sent} facts`);
      }
      const slowest = Math.max(...world.watch.recoveriesMs);
      world.expect(
        slowest <= sessionTimeoutMs + 3_000,
        `the first fact after a kill took ${slowest} ms, more than 9 s`,
      );
      return kills;
    },
  },
];
