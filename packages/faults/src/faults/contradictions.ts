import { factIdOf, type OrderLineFact } from '@stamkunde/contracts';
import type { Fault } from '../fault.ts';
import { type OrderName, oneLine } from '../load/order-history.ts';
import type { World } from '../world/world.ts';

/** Statements of which only one can hold: everybody must pick the same, whichever came first. */
export const contradictions: readonly Fault[] = [
  {
    id: '4',
    what: 'annulment racing late lines',
    run: (world) =>
      inEveryOrder(world, 'annulled', (name) => [
        oneLine(name, 'L1'),
        oneLine(name, 'L2'),
        stated(name, 'OrderAnnulled', 3),
        oneLine(name, 'L3'),
        stated(name, 'OrderReinstated', world.luck.between(1, 5)),
      ]),
  },
  {
    id: '5',
    what: 'equal version, different content',
    async run(world) {
      const orders = await inEveryOrder(world, 'equal', (name) => [
        oneLine(name, 'L1', { quantity: 2 }),
        oneLine(name, 'L1', { quantity: 5, factId: factIdOf(name.siteId, name.orderId, 'another') }),
        stated(name, 'OrderAnnulled', 3),
        stated(name, 'OrderReinstated', 3),
      ]);
      const counted = await world.members[0]?.metric('stamkunde_contradicted_statements_total');
      world.expect((counted ?? 0) > 0, 'contradictions are not counted');
      world.notes.push(`${counted} contradictions counted in ${orders} orders`);
      return orders;
    },
  },
];

/** Tells each of many orders the same facts, each in another order of arrival and in batches of another size. */
async function inEveryOrder(
  world: World,
  series: string,
  factsOf: (name: OrderName) => readonly OrderLineFact[],
): Promise<number> {
  const orders = world.options.long ? 2_000 : 240;
  await world.member();
  const waiting = Array.from({ length: orders }, (_, number) => [
    ...permuted(factsOf({ siteId: 'theatre', orderId: `${series}-${number}` }), number),
  ]);
  while (waiting.some(({ length }) => length > 0)) {
    await world.send(waiting.flatMap((facts) => facts.splice(0, world.luck.between(0, 2))));
  }
  await world.atEnd();
  return orders;
}

/** One permutation of the list for each number, all of them in turn. */
function permuted<T>(list: readonly T[], number: number): T[] {
  const rest = [...list];
  const picked: T[] = [];
  for (let left = rest.length, code = number; left > 0; code = Math.floor(code / left--)) {
    picked.push(...rest.splice(code % left, 1));
  }
  return picked;
}

function stated(name: OrderName, type: OrderLineFact['type'], version: number): OrderLineFact {
  const factId = factIdOf(name.siteId, name.orderId, type, version);
  return oneLine(name, 'L1', { factId, type, version, lineId: null, quantity: null });
}
