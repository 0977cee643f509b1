import { reader, type SchemaRegistry, type Topic, topics } from '@stamkunde/contracts';
import { followTopic, type KafkaConnection } from '@stamkunde/stream';
import { type EndState, endOfOrder, endOfTotals } from '../work/end-state.ts';

/** Everything a contender has announced. */
export interface Outputs {
  readonly end: EndState;
  /** When the last message was appended, milliseconds since 1970. */
  readonly lastAt: number;
  readonly orders: Announced;
  readonly totals: Announced;
}

/** The messages of one topic in the order of their partitions. */
export interface Announced {
  readonly keys: readonly string[];
  /** Bytes of the value at the same place. */
  readonly bytes: readonly number[];
  readonly newest: ReadonlyMap<string, Buffer>;
  readonly lastAt: number;
}

/** Reads both topics of snapshots from the beginning. */
export async function readOutputs(connection: KafkaConnection, registry: SchemaRegistry): Promise<Outputs> {
  const orders = await announcedOn(connection, topics.orders);
  const totals = await announcedOn(connection, topics.purchaseTotals);
  return {
    end: {
      orders: await decoded(topics.orders, registry, orders.newest, endOfOrder),
      totals: byContact(await decoded(topics.purchaseTotals, registry, totals.newest, endOfTotals)),
    },
    lastAt: Math.max(orders.lastAt, totals.lastAt),
    orders,
    totals,
  };
}

/** Ours name the site in front of the contact, the other ways do not. */
function byContact<T>(totals: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...totals].map(([key, one]) => [contactIn(key), one]));
}

/** The contact in a key, which may have its site before it. */
export const contactIn = (key: string): string => key.slice(key.indexOf(':') + 1);

async function announcedOn(connection: KafkaConnection, topic: Topic<never>): Promise<Announced> {
  const keys: string[] = [];
  const bytes: number[] = [];
  const newest = new Map<string, Buffer>();
  let lastAt = 0;
  const following = await followTopic(connection, topic.name, {
    from: 'beginning',
    onMessages: (messages) => {
      for (const { message } of messages) {
        const key = message.key?.toString() ?? '';
        keys.push(key);
        bytes.push(message.value?.length ?? 0);
        // A value is a slice of what was fetched, and would keep all of it.
        newest.set(key, Buffer.from(message.value ?? ''));
        lastAt = Math.max(lastAt, Number(message.timestamp));
      }
    },
  });
  await following.caughtUp;
  await following.stop();
  return { keys, bytes, newest, lastAt };
}

/** The values of a topic by key, in what matters of them. */
export async function decoded<T, E>(
  topic: Topic<T>,
  registry: SchemaRegistry,
  values: ReadonlyMap<string, Buffer>,
  endOf: (value: T) => E,
): Promise<Map<string, E>> {
  const read = reader(topic, registry);
  const ends = new Map<string, E>();
  for (const [key, bytes] of values) {
    await read.learn(bytes);
    const result = read.read(bytes);
    if ('fault' in result) throw new Error(`${topic.name} ${key}: ${result.fault}, ${result.detail}`);
    ends.set(key, endOf(result.value));
  }
  return ends;
}
