import { setTimeout as pause } from 'node:timers/promises';
import { contactIdOf, type OrderLineFact, topics } from '@stamkunde/contracts';
import { collections } from '@stamkunde/sandbox';
import type { Fault } from '../fault.ts';
import { messyFacts } from '../load/messy-facts.ts';
import { oneLine } from '../load/order-history.ts';
import { holdNext } from '../proxy/moment.ts';
import { statementsIn, truncatedBulk } from '../proxy/mongo-wire.ts';
import type { Passing } from '../proxy/wire.ts';
import type { ProxiedMember, World } from '../world/world.ts';

interface ExactMoment {
  readonly letter: string;
  readonly what: string;
  readonly at: 'kafka' | 'mongo';
  readonly isIt: (passing: Passing, world: World) => boolean;
  /** The message still arrives, and the process is gone before it hears of it. */
  readonly arrives?: (passing: Passing) => Buffer;
}

const writes = /^(insert|update)$/;
const writesTo =
  (collection: string, direction: Passing['direction']) =>
  (passing: Passing): boolean =>
    passing.direction === direction && writes.test(passing.name) && passing.about[0] === collection;
const producesTo =
  (topic: string, direction: Passing['direction']) =>
  (passing: Passing, { system }: World): boolean =>
    passing.direction === direction &&
    passing.name === 'Produce' &&
    passing.about.includes(system.connection.nameOf(topic));
const half = (passing: Passing): Buffer => truncatedBulk(passing, Math.ceil(statementsIn(passing) / 2));

const moments: readonly ExactMoment[] = [
  {
    letter: 'a',
    what: 'stored, not announced',
    at: 'kafka',
    isIt: producesTo(topics.orders.name, 'request'),
  },
  {
    letter: 'b',
    what: 'announced, not known to be',
    at: 'kafka',
    isIt: producesTo(topics.orders.name, 'answer'),
  },
  { letter: 'c', what: 'stored, not known to be', at: 'mongo', isIt: writesTo(collections.orders, 'answer') },
  {
    letter: 'd',
    what: 'inside a bulk of orders',
    at: 'mongo',
    isIt: writesTo(collections.orders, 'request'),
    arrives: half,
  },
  {
    letter: 'e',
    what: 'inside a bulk of buyers',
    at: 'mongo',
    isIt: writesTo(collections.totals, 'request'),
    arrives: half,
  },
  {
    letter: 'f',
    what: 'spilled, the buyer not stored',
    at: 'mongo',
    isIt: writesTo(collections.totals, 'request'),
  },
  {
    letter: 'g',
    what: 'the buyer stored, not announced',
    at: 'kafka',
    isIt: producesTo(topics.purchaseTotals.name, 'request'),
  },
  {
    letter: 'h',
    what: 'announced, progress not stored',
    at: 'mongo',
    isIt: writesTo(collections.progress, 'request'),
  },
  {
    letter: 'i',
    what: 'progress stored, not committed',
    at: 'kafka',
    isIt: ({ direction, name }) => direction === 'request' && name === 'OffsetCommit',
  },
];

/**
 * Kills the process between two of its steps. What it had in hand is not spoken of again: if its output is missing,
 * nothing that comes later covers that up.
 */
export const exactMoments: readonly Fault[] = moments.map((moment) => ({
  id: `8${moment.letter}`,
  what: `kill -9 at: ${moment.what}`,
  async run(world) {
    const times = world.options.long ? 10 : 1;
    const env = { SESSION_TIMEOUT_MS: String(world.sessionTimeoutMs) };
    await world.send([...messyFacts({ seed: world.options.seed, series: 'warm', orders: 30 })]);
    let proxied = await world.proxiedMember(env);
    await world.atEnd();
    for (let time = 1; time <= times; time++) {
      await killAt(moment, world, proxied, `t${time}`);
      await world.watch.lifted();
      proxied = await world.proxiedMember(env);
      await world.atEnd();
    }
    return times;
  },
}));

/** In this time a commit that comes too early has come: what is written down behind a batch's back is so ten times a second. */
const COMMITTED_BY_THEN_MS = 500;

async function killAt(
  moment: ExactMoment,
  world: World,
  proxied: ProxiedMember,
  series: string,
): Promise<void> {
  const proxy = proxied[moment.at];
  const held = holdNext(proxy, (passing) => moment.isIt(passing, world));
  await world.send(neverSpokenOfAgain(world.options.seed, series));
  const passing = await held.reached();
  if (moment.arrives === undefined) {
    await pause(COMMITTED_BY_THEN_MS);
    await proxied.member.kill9();
    held.release('cut');
    return;
  }
  const { name, about } = passing;
  const answer = holdNextAfter(held, moment.arrives(passing), () =>
    holdNext(
      proxy,
      (next) => next.direction === 'answer' && next.name === name && next.about[0] === about[0],
    ),
  );
  await answer.reached();
  await pause(COMMITTED_BY_THEN_MS);
  await proxied.member.kill9();
  answer.release('cut');
}

/** Lets a held message go, and waits for another before anything can pass. */
function holdNextAfter<T>(held: { release(verdict: Buffer): void }, verdict: Buffer, next: () => T): T {
  held.release(verdict);
  return next();
}

/** Orders of many buyers, and so many of one that some of them have to be spilled. */
function neverSpokenOfAgain(seed: number, series: string): OrderLineFact[] {
  const buyer = contactIdOf('theatre', `loyal-${series}@example.org`);
  const loyal = Array.from({ length: 40 }, (_, number) =>
    oneLine({ siteId: 'theatre', orderId: `${series}-loyal-${number}` }, 'L1', { buyer }),
  );
  return [...messyFacts({ seed, series, orders: 30, times: [1, 1] }), ...loyal];
}
