import { setTimeout as pause } from 'node:timers/promises';
import type { OrderLineFact } from '@stamkunde/contracts';
import type { Fault } from '../fault.ts';
import { oneLine, orderName } from '../load/order-history.ts';
import type { World } from '../world/world.ts';

const gapMaxMs = 3_000;
const batchMessages = 100;

/** Processes that are asked to end, as at every new version. */
export const stopped: readonly Fault[] = [
  {
    id: '9',
    what: 'SIGTERM under load, one of two',
    async run(world) {
      const stops = world.options.long ? 20 : 3;
      const env = { BATCH_MESSAGES_MAX: String(batchMessages) };
      let [first, second] = [await world.member(env), await world.member(env)];
      const load = world.loadOf(eachOnce(world), 300);
      for (let stop = 1; stop <= stops; stop++) {
        await pause(world.luck.between(1_000, 2_500));
        const ended = await first.terminate();
        await world.watch.lifted();
        world.expect(
          ended.code === 0,
          `SIGTERM ended a process with ${ended.signal ?? `exit code ${ended.code}`}`,
        );
        await world.recovered();
        [first, second] = [second, await world.member(env)];
        world.options.say(`stopped ${stop} times, ${load.sent} facts`);
      }
      await world.atEnd();
      const { longestStandstillMs } = world.watch;
      world.expectWithin(
        longestStandstillMs <= gapMaxMs,
        `nothing got done for ${longestStandstillMs} ms, more than 3 s`,
      );
      const repeated = await repeatedSnapshots(world);
      world.notes.push(`${repeated} of ${load.sent} orders announced more than once`);
      const most = stops * world.partitions * batchMessages;
      world.expect(
        repeated <= most,
        `${repeated} orders were announced again, more than a batch per partition`,
      );
      return stops;
    },
  },
];

/** An order with each fact, so that no snapshot is said twice but for a redelivery. */
function* eachOnce({ luck, options }: World): Generator<OrderLineFact> {
  for (let number = 0; ; number++) yield oneLine(orderName(luck, options.name, number), 'L1');
}

async function repeatedSnapshots(world: World): Promise<number> {
  const { orders } = await world.evidence();
  let distinct = 0;
  for (const { rev } of orders.newest.values()) distinct += rev;
  return orders.announced.messages - distinct;
}
