import { Delivered, Unavailable } from '@stamkunde/stream';
import { buyersInMemory } from '../buyers-in-memory.ts';
import { ordersInMemory } from '../orders-in-memory.ts';
import { chanceOf, history } from './history.ts';
import { Crash, type Lane, type Process, started, type Waiting, type World } from './process.ts';
import { readBuyerOrder } from './values.ts';

/**
 * Both verbs, over stores that survive, driven through a whole history by a scheduler that decides at every await who
 * goes on: with crashes before, after and inside each call, outages, redelivery, memory that is out of date, and
 * processes that were thought dead and go on when another has taken over. All of it follows from the seed.
 *
 * @param note hears of everything unusual that happens
 * @returns what is left when everything has been handled and committed
 */
export async function simulated(seed: number, note: World['note']): Promise<World> {
  const chance = chanceOf(seed);
  const world: World = {
    chance,
    facts: history(chance),
    published: [],
    told: [],
    orders: ordersInMemory(),
    buyers: buyersInMemory(),
    committed: { facts: 0, told: 0 },
    waiting: [],
    note,
  };
  const group: Group = { owner: started(world), accidentsLeft: chance(16), asleep: [] };
  for (let idle = 0; idle < IDLE_MAX; idle++) {
    if (!group.owner.isAlive) group.owner = started(world);
    for (const lane of ['facts', 'told'] as const) {
      const { busy, position } = group.owner;
      if (busy[lane] || position[lane] === world[lane].length) continue;
      busy[lane] = true;
      handled(world, group, group.owner, lane).catch((error: unknown) => {
        group.bug = error;
      });
    }
    // By then everybody stands at a call, or has nothing to do.
    await new Promise(setImmediate);
    if (group.bug !== undefined) throw group.bug;
    if (world.waiting.length === 0 || chance(60) === 0) world.waiting.push(...group.asleep.splice(0, 1));
    const [next] = world.waiting.splice(chance(world.waiting.length), 1);
    if (next === undefined && isDone(world)) return world;
    if (next === undefined) continue;
    idle = 0;
    goOn(world, group, next);
  }
  throw new Error('nobody goes on');
}

/** Steps at which nothing happens before it is clear that nothing ever will. */
const IDLE_MAX = 10;

function isDone({ facts, told, committed }: World): boolean {
  return committed.facts === facts.length && committed.told === told.length;
}

interface Group {
  /** Whom the group believes. Others may still be at work. */
  owner: Process;
  accidentsLeft: number;
  /** Calls of processes that hold their breath. */
  readonly asleep: Waiting[];
  bug?: unknown;
}

function goOn(world: World, group: Group, next: Waiting): void {
  const { chance, note } = world;
  const { call, by, isMany } = next;
  if (!by.isAlive) return next.fail(new Crash());
  // Few histories come to these calls at all.
  const odds = /spill|extremes/.test(call) ? 4 : 30;
  if (group.accidentsLeft === 0 || chance(odds) > 0) return next.go('whole');
  group.accidentsLeft--;
  switch (chance(isMany ? 4 : 3)) {
    case 0:
      // Taken for dead while it only holds its breath: it stays where it is, and goes on when much has happened.
      note('takeover');
      group.asleep.push(next);
      group.owner = started(world);
      return;
    case 1:
      note(`outage ${call}`);
      return next.fail(new Unavailable('something', new Error(call)));
    case 2:
      note(`crash ${call}`);
      by.isAlive = false;
      return next.fail(new Crash());
    default:
      note(`crash ${call.replace('before', 'inside')}`);
      by.isAlive = false;
      return next.go('half');
  }
}

/** One batch as a lane handles it: again as long as something is away, committed only by whom the group believes. */
async function handled(world: World, group: Group, worker: Process, lane: Lane): Promise<void> {
  const { busy, position, onOrderLines, onBuyerOrders } = worker;
  const end = Math.min(world[lane].length, position[lane] + 1 + world.chance(5));
  const facts = world.facts.slice(position[lane], end).map((fact) => new Delivered(fact, '', {}));
  const told = world.told
    .slice(position[lane], end)
    .map(({ value, key }) => new Delivered(readBuyerOrder(value), key, {}));
  for (;;) {
    try {
      await (lane === 'facts' ? onOrderLines(facts) : onBuyerOrders(told));
      break;
    } catch (error) {
      if (error instanceof Unavailable) continue;
      worker.isAlive = false;
      if (error instanceof Crash) return;
      throw error;
    }
  }
  busy[lane] = false;
  position[lane] = end;
  if (worker === group.owner) world.committed[lane] = end;
}
