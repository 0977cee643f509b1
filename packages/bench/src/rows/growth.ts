import { ours } from '../contenders/ours.ts';
import { type Cost, type Live, openLive } from '../measure/live.ts';
import { figureOf, ratioOf } from '../measure/samples.ts';
import { totalOf } from '../measure/usage.ts';
import { contactOf, type FactPlan, keyOf, madeUpFact } from '../work/made-up-fact.ts';
import { random } from '../work/random.ts';
import { type Measure, noFigure } from './row.ts';

const ROUND_FACTS = 300;

/**
 * T9a: facts about a buyer with few orders, and about one with very many; one at a time, so that no batch hides what one
 * costs. Half of them are new orders, half change an order of long ago.
 */
export const buyerGrowth: Measure = async ({ ground }) => {
  const many = Math.min(100_000, ground.options.facts * 2);
  const live = await openLive(ground, ours, 'growth-a-');
  try {
    const next = random(ground.options.seed);
    let version = 1;
    const few = buyers(50, 10, 1_000);
    const huge = buyers(1, many, 1);
    for (const one of [...few, ...huge]) await live.sender.send(ordersOf(one));
    await live.settled();

    const round = (population: readonly Buyer[]) => async () => {
      for (let fact = 0; fact < ROUND_FACTS; fact++) {
        const buyer = population[fact % population.length] as Buyer;
        if (fact % 2 === 0) buyer.orders++;
        const order = fact % 2 === 0 ? buyer.orders : 1 + Math.floor(next() * buyer.orders);
        version++;
        const plan = { order: `${buyer.member}-${order}`, line: '1', member: buyer.member, version };
        await oneByOne(live, { ...plan, quantity: version });
      }
    };
    const { under, over } = await alternately(live, ground.options.reps, round(few), round(huge));
    return compared(under, over, ROUND_FACTS, [`10 orders`, `${many.toLocaleString('en')} orders`]);
  } finally {
    await live.close();
  }
};

/** T9b: the lines of many short orders, and those of a very long one, arriving one at a time. */
export const orderGrowth: Measure = async ({ ground }) => {
  const lines = 1_000;
  const live = await openLive(ground, ours, 'growth-b-');
  try {
    let orders = 0;
    const round = (linesOfEach: number) => async () => {
      for (let fact = 0; fact < lines; fact++) {
        if (fact % linesOfEach === 0) orders++;
        const line = String(1 + (fact % linesOfEach));
        await oneByOne(live, { order: String(orders), line, member: orders, version: orders });
      }
    };
    const { under, over } = await alternately(live, ground.options.reps, round(5), round(lines));
    return compared(under, over, lines, ['5 lines', '1,000 lines']);
  } finally {
    await live.close();
  }
};

const BURST = 1_000;
const BURSTS = 10;

/** T9c: bursts of new orders, each of another member, in a store of few members and in one of very many. */
export const memberGrowth: Measure = async ({ ground }) => {
  const many = Math.min(1_000_000, ground.options.facts * 4);
  const live = await openLive(ground, ours, 'growth-c-');
  try {
    const next = random(ground.options.seed);
    let orders = 0;
    let version = 1;
    const bursts = (members: number, count: number) => async () => {
      for (let burst = 0; burst < count; burst++) {
        const chosen = new Set<number>();
        while (chosen.size < BURST) chosen.add(1 + Math.floor(next() * members));
        version++;
        const told = Promise.all([...chosen].map((member) => live.nextTotals(contactOf(member))));
        const plans = [...chosen].map((member) => ({ order: `b${++orders}`, line: '1', member, version }));
        await live.sender.send(plans.map(madeUpFact));
        await told;
      }
    };
    await live.sender.send(newcomers(1, BURST));
    await live.settled();
    // What is slow only because the process is young must not make the small store look dear.
    await bursts(BURST, BURSTS)();
    const under: Cost[] = [];
    const over: Cost[] = [];
    for (let rep = 0; rep < ground.options.reps; rep++) under.push(await live.cost(bursts(BURST, BURSTS)));
    await live.sender.send(newcomers(BURST + 1, many));
    await live.settled();
    for (let rep = 0; rep < ground.options.reps; rep++) over.push(await live.cost(bursts(many, BURSTS)));
    return compared(under, over, BURST * BURSTS, ['1,000 members', `${many.toLocaleString('en')} members`]);
  } finally {
    await live.close();
  }
};

interface Buyer {
  readonly member: number;
  orders: number;
}

function buyers(count: number, orders: number, firstMember: number): Buyer[] {
  return Array.from({ length: count }, (_, place) => ({ member: firstMember + place, orders }));
}

function* ordersOf({ member, orders }: Buyer) {
  for (let order = 1; order <= orders; order++) {
    yield madeUpFact({ order: `${member}-${order}`, line: '1', member, version: 1 });
  }
}

function* newcomers(first: number, last: number) {
  for (let member = first; member <= last; member++) {
    yield madeUpFact({ order: `m${member}`, line: '1', member, version: 1 });
  }
}

/** Sends one fact and waits until both stages have told what comes of it. */
async function oneByOne(live: Live, plan: FactPlan): Promise<void> {
  const told = Promise.all([live.nextOrder(keyOf(plan.order)), live.nextTotals(contactOf(plan.member))]);
  await live.sender.send([madeUpFact(plan)]);
  await told;
}

/** Measures two things in turn; the first round of each is not counted. */
async function alternately(
  live: Live,
  reps: number,
  small: () => Promise<void>,
  large: () => Promise<void>,
): Promise<{ under: Cost[]; over: Cost[] }> {
  await small();
  await large();
  const under: Cost[] = [];
  const over: Cost[] = [];
  for (let rep = 0; rep < reps; rep++) {
    under.push(await live.cost(small));
    over.push(await live.cost(large));
  }
  return { under, over };
}

function compared(
  under: readonly Cost[],
  over: readonly Cost[],
  facts: number,
  [small, large]: readonly [string, string],
): Awaited<ReturnType<Measure>> {
  const totals = (costs: readonly Cost[]) => costs.flatMap(({ cpu }) => totalOf(cpu) ?? []);
  if (totals(under).length < under.length) return noFigure('the system does not tell what a process uses');
  const told = (costs: readonly Cost[]) => {
    const perFact = (seconds: (cost: Cost) => number | undefined) =>
      Math.round((figureOf(costs.map((cost) => seconds(cost) ?? 0)).median / facts) * 1e6);
    const shares = (['client', 'broker', 'mongod'] as const).map(
      (share) => `${perFact(({ cpu }) => cpu[share])} ${share}`,
    );
    return `${shares.join(' + ')} µs of CPU, ${perFact(({ seconds }) => seconds)} µs of time a fact`;
  };
  return {
    measured: [{ part: '', figure: ratioOf(totals(over), totals(under)) }],
    notes: [`${small}: ${told(under)}`, `${large}: ${told(over)}`],
  };
}
