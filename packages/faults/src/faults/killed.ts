import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';

export const killed: readonly Fault[] = [
  {
    id: '7',
    what: 'kill -9 of the service at random moments',
    async run(world) {
      const { luck, options, watch, sessionTimeoutMs } = world;
      const env = { SESSION_TIMEOUT_MS: String(sessionTimeoutMs) };
      const kills = options.long ? 200 : 20;
      const members = [await world.member(env), await world.member(env)];
      const load = world.load({}, 150);
      for (let kill = 1; kill <= kills; kill++) {
        await pause(luck.between(20, 1_500));
        const at = luck.between(0, 1);
        const member = members[at];
        if (member === undefined) throw new RangeError(`there is no process ${at}`);
        world.expectAlive(member, 'between two kills');
        await member.kill9();
        await watch.lifted();
        members[at] = world.launch(env);
        // Now and then the next one falls while the group still waits for the one before, or its successor starts.
        if (luck.happens(0.25)) continue;
        await world.recovered();
        options.say(`killed ${kill} times, ${load.sent} facts`);
      }
      for (const member of members) await member.ready();
      const slowest = Math.max(...world.watch.recoveriesMs);
      world.expectWithin(
        slowest <= sessionTimeoutMs + 3_000,
        `all went on ${slowest} ms after a kill, more than the session timeout of ${sessionTimeoutMs} ms and 3 s`,
      );
      return kills;
    },
  },
];
