import type { OrderLineFact } from '@stamkunde/contracts';
import type { Fault } from '../fault.ts';
import { messyFacts } from '../load/messy-facts.ts';
import type { World } from '../world/world.ts';

/** Facts that come too often, too late and in the wrong order, and nothing else. */
export const arrival: readonly Fault[] = [
  {
    id: '1',
    what: 'each fact comes 2 to 10 times',
    run: (world) => sendAll(world, messyFacts({ ...mess(world, 'often'), times: [2, 10] })),
  },
  {
    id: '2',
    what: 'the whole history in another order, twice',
    async run(world) {
      const facts = [...messyFacts({ ...mess(world, 'mixed'), times: [1, 1] })];
      const backwards = [...messyFacts({ ...mess(world, 'mixed'), times: [1, 1] })].reverse();
      return sendAll(world, [...facts, ...backwards]);
    },
  },
  {
    id: '3',
    what: 'cancelled before it was bought, cancelled twice, bought again',
    run: (world) =>
      sendAll(world, cancelledFirst([...messyFacts({ ...mess(world, 'early'), times: [1, 1] })])),
  },
];

function mess({ options }: World, series: string) {
  return { seed: options.seed, series, orders: options.long ? 5_000 : 600 };
}

/** By order, as they come: its cancellations, twice; its annulments; everything else; and everything once more. */
function cancelledFirst(facts: readonly OrderLineFact[]): OrderLineFact[] {
  return [...Map.groupBy(facts, ({ siteId, orderId }) => `${siteId} ${orderId}`).values()].flatMap(
    (history) => {
      const cancelling = history.filter(({ type }) => type === 'LineCancelled');
      const others = history.filter(({ type }) => type !== 'LineCancelled');
      return [...cancelling, ...cancelling, ...others, ...history];
    },
  );
}

async function sendAll(world: World, facts: Iterable<OrderLineFact>): Promise<number> {
  await world.member();
  await world.loadOf(facts).done;
  await world.atEnd();
  return 1;
}
