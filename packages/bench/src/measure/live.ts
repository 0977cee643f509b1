import { topics } from '@stamkunde/contracts';
import { type Followed, followTopic } from '@stamkunde/stream';
import type { Child } from '../contenders/child.ts';
import { type Contender, databaseOf } from '../contenders/contender.ts';
import { freePort } from '../contenders/free-port.ts';
import { freshTopics } from '../fresh-topics.ts';
import type { Ground } from '../ground.ts';
import { type FactSender, factSender } from '../work/send-facts.ts';
import { forgetGroup, untilConsumed, untilJoined } from './group-watch.ts';
import { contactIn } from './outputs.ts';
import { type Usage, usageOf, usageSince } from './usage.ts';

/** A contender that has nothing to do yet, on empty topics; what it announces is seen as it becomes readable. */
export interface Live {
  readonly child: Child;
  readonly sender: FactSender;
  readonly managementPort: number;
  /** The next announcement of this order, or of the totals of this contact. Ask before the fact is sent. */
  nextOrder(key: string): Promise<Followed>;
  nextTotals(contactId: string): Promise<Followed>;
  /** Everything sent so far is done, both stages. */
  settled(): Promise<void>;
  /** Runs something and tells what it cost everybody together. */
  cost(run: () => Promise<void>): Promise<Cost>;
  close(): Promise<void>;
}

export interface Cost {
  readonly seconds: number;
  readonly cpu: Usage;
}

export async function openLive(ground: Ground, contender: Contender, inputPrefix: string): Promise<Live> {
  const { admin } = ground;
  const prefix = contender.outputPrefix(inputPrefix);
  const groupId = contender.groupId(inputPrefix);
  await forgetGroup(admin, groupId);
  await freshTopics(ground, inputPrefix, [topics.orderLines.name]);
  await freshTopics(ground, prefix, contender.outputs);
  await ground.mongo.db(databaseOf(contender, inputPrefix)).dropDatabase();
  const managementPort = await freePort();
  const child = await contender.start(ground, inputPrefix, { managementPort });
  try {
    await untilJoined(admin, groupId, child.alive);
  } catch (error) {
    await child.stop();
    throw error;
  }
  const connection = ground.connection(prefix);
  const orders = new Arrivals();
  const totals = new Arrivals(contactIn);
  const following = await Promise.all([
    followTopic(connection, topics.orders.name, { from: 'beginning', onMessages: orders.arrived }),
    followTopic(connection, topics.purchaseTotals.name, { from: 'beginning', onMessages: totals.arrived }),
  ]);
  const sender = await factSender(ground, inputPrefix);
  const consumed = [
    `${inputPrefix}${topics.orderLines.name}`,
    ...contender.rereads.map((name) => `${prefix}${name}`),
  ];
  return {
    child,
    sender,
    managementPort,
    nextOrder: (key) => orders.next(key),
    nextTotals: (contactId) => totals.next(contactId),
    settled: () => untilConsumed(admin, groupId, consumed, child.alive),
    async cost(run) {
      const before = usageOf(ground, child.pid);
      const began = performance.now();
      await run();
      const seconds = (performance.now() - began) / 1_000;
      return { seconds, cpu: usageSince(before, usageOf(ground, child.pid)) };
    },
    async close() {
      await sender.close();
      await Promise.all(following.map((one) => one.stop()));
      await child.stop();
    },
  };
}

const ARRIVAL_TIMEOUT_MS = 60_000;

/** Messages somebody waits for, by key. */
class Arrivals {
  private readonly waiting = new Map<string, (message: Followed) => void>();
  private readonly nameIn: (key: string) => string;

  /** @param nameIn what is waited for, in the key of a message */
  constructor(nameIn: (key: string) => string = (key) => key) {
    this.nameIn = nameIn;
  }

  readonly arrived = (messages: readonly Followed[]): void => {
    for (const followed of messages) {
      const key = this.nameIn(followed.message.key?.toString() ?? '');
      const resolve = this.waiting.get(key);
      this.waiting.delete(key);
      resolve?.(followed);
    }
  };

  next(key: string): Promise<Followed> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`nothing is announced of ${key} in ${ARRIVAL_TIMEOUT_MS / 1_000} s`)),
        ARRIVAL_TIMEOUT_MS,
      ).unref();
      this.waiting.set(key, (message) => {
        clearTimeout(late);
        resolve(message);
      });
    });
  }
}
