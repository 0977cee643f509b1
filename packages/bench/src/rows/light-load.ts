import { setTimeout as pause } from 'node:timers/promises';
import { reader, topics } from '@stamkunde/contracts';
import { followTopic } from '@stamkunde/stream';
import { plain } from '../contenders/baselines.ts';
import type { Contender } from '../contenders/contender.ts';
import { ours } from '../contenders/ours.ts';
import type { Ground } from '../ground.ts';
import { openLive } from '../measure/live.ts';
import { figureOf, quantile } from '../measure/samples.ts';
import { contactOf, keyOf, madeUpFact } from '../work/made-up-fact.ts';
import { random } from '../work/random.ts';
import type { Measure, Measured } from './row.ts';

const WARM_UP_SECONDS = 5;
const SECONDS = 20;
/** As many as the real history has. */
const MEMBERS = 4_328;

/** L1, L2: how long a fact takes to be readable as a snapshot, when little happens. */
export const lightLoad =
  (factsPerSecond: number): Measure =>
  async ({ ground }) => {
    const mine: Latencies[] = [];
    const theirs: Latencies[] = [];
    for (let rep = 0; rep < ground.options.reps; rep++) {
      theirs.push(await latencies(ground, plain, factsPerSecond));
      mine.push(await latencies(ground, ours, factsPerSecond));
    }
    const measured: Measured[] = (['order', 'totals'] as const).flatMap((kind) =>
      ([50, 99] as const).map((percent) => {
        const samples = (of: readonly Latencies[]) => of.map((one) => quantile(one[kind], percent / 100));
        const baseline = figureOf(samples(theirs)).median;
        return { part: `${kind} p${percent}`, figure: figureOf(samples(mine)), baseline };
      }),
    );
    const plainly = measured.map(({ part, baseline }) => `${part} ${baseline?.toFixed(1)}`);
    return { measured, notes: [`the plain loop: ${plainly.join(', ')} ms`] };
  };

/** Milliseconds, sorted. */
interface Latencies {
  readonly order: readonly number[];
  readonly totals: readonly number[];
}

const now = (): number => performance.timeOrigin + performance.now();

/** Facts on their way, by what is waited for. */
class Tracks {
  /** When the broker appended the fact; its clock is told in whole milliseconds, which counts against us. */
  readonly appended = new Map<string, number>();
  readonly ordersSeen = new Map<string, number>();
  readonly totalsSeen = new Map<string, number>();
  /** Orders of a contact that its totals do not count yet, oldest first. */
  readonly uncounted = new Map<string, string[]>();
  private readonly counted = new Map<string, number>();

  /** Totals that count so many orders speak for the oldest of them. */
  totals(contactId: string, orderCount: number, at: number): void {
    const waiting = this.uncounted.get(contactId) ?? [];
    const news = waiting.splice(0, orderCount - (this.counted.get(contactId) ?? 0));
    for (const key of news) this.totalsSeen.set(key, at);
    this.counted.set(contactId, orderCount);
  }
}

async function latencies(ground: Ground, contender: Contender, factsPerSecond: number): Promise<Latencies> {
  const inputPrefix = `w3-${factsPerSecond}-`;
  const live = await openLive(ground, contender, inputPrefix);
  const output = ground.connection(contender.outputPrefix(inputPrefix));
  const tracks = new Tracks();
  const totalsReader = reader(topics.purchaseTotals, ground.registry);
  const following = [
    await followTopic(ground.connection(inputPrefix), topics.orderLines.name, {
      from: 'beginning',
      onMessages: (messages) => {
        for (const { message } of messages)
          tracks.appended.set(String(message.key), Number(message.timestamp));
      },
    }),
    await followTopic(output, topics.orders.name, {
      from: 'beginning',
      onMessages: (messages) => {
        const at = now();
        for (const { message } of messages) tracks.ordersSeen.set(String(message.key), at);
      },
    }),
    await followTopic(output, topics.purchaseTotals.name, {
      from: 'beginning',
      onMessages: async (messages) => {
        const at = now();
        for (const { message } of messages) {
          const bytes = message.value ?? Buffer.alloc(0);
          await totalsReader.learn(bytes);
          const read = totalsReader.read(bytes);
          if ('value' in read) tracks.totals(read.value.contactId, read.value.orderCount, at);
        }
      },
    }),
  ];
  try {
    const counted = await drive(ground, live.sender, tracks, factsPerSecond);
    await live.settled();
    await untilTold(() => counted.every((key) => tracks.ordersSeen.has(key) && tracks.totalsSeen.has(key)));
    const since = (seen: ReadonlyMap<string, number>) =>
      counted
        .map((key) => (seen.get(key) ?? Number.NaN) - (tracks.appended.get(key) ?? Number.NaN))
        .sort((a, b) => a - b);
    const told: Latencies = { order: since(tracks.ordersSeen), totals: since(tracks.totalsSeen) };
    const shown = ([name, list]: readonly [string, readonly number[]]) =>
      `${name} ${quantile(list, 0.5).toFixed(1)} / ${quantile(list, 0.99).toFixed(1)} ms`;
    ground.tell(
      `${factsPerSecond}/s ${contender.name}: ${[shown(['order', told.order]), shown(['totals', told.totals])].join(', ')}`,
    );
    return told;
  } finally {
    await Promise.all(following.map((one) => one.stop()));
    await live.close();
  }
}

/** Sends new orders at an even pace; keys of those that count, the first seconds not among them. */
async function drive(
  { options }: Ground,
  sender: { send(facts: readonly ReturnType<typeof madeUpFact>[]): Promise<void> },
  tracks: Tracks,
  factsPerSecond: number,
): Promise<string[]> {
  const next = random(options.seed);
  const counted: string[] = [];
  const sends: Promise<void>[] = [];
  const facts = factsPerSecond * (WARM_UP_SECONDS + SECONDS);
  const began = performance.now();
  for (let number = 0; number < facts; number++) {
    const earlyMs = began + (number / factsPerSecond) * 1_000 - performance.now();
    if (earlyMs > 0) await pause(earlyMs);
    const order = String(number);
    const member = Math.floor(next() * MEMBERS);
    const contact = contactOf(member);
    const waiting = tracks.uncounted.get(contact) ?? [];
    tracks.uncounted.set(contact, waiting);
    waiting.push(keyOf(order));
    if (number >= factsPerSecond * WARM_UP_SECONDS) counted.push(keyOf(order));
    sends.push(sender.send([madeUpFact({ order, line: '1', member, version: number })]));
  }
  await Promise.all(sends);
  return counted;
}

async function untilTold(told: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !told(); await pause(20)) {
    if (Date.now() > deadline) throw new Error('some snapshots never became readable');
  }
}
