import { randomUUID } from 'node:crypto';
import {
  factIdOf,
  type OrderLineFact,
  orderKey,
  type Refusal,
  RegistryUnavailable,
  reader,
  registerSchema,
  type SchemaRegistry,
  schemaRegistry,
  topics,
  type Writer,
  writer,
} from '@stamkunde/contracts';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { eventHeaders } from './event-headers.ts';
import { fencedProducer } from './fenced-producer.ts';
import { inHand } from './in-hand.ts';
import {
  connectKafka,
  createTopics,
  type Delivered,
  followTopic,
  holdGroup,
  type KafkaConnection,
  type Outgoing,
  type ProgressStore,
  progressInMemory,
  publisher,
  type Refused,
  StreamServer,
  type StreamSettings,
  Unavailable,
} from './index.ts';
import { sendRounds } from './send-rounds.ts';
import type { StreamEvents } from './stream-events.ts';

const stack = stackFromEnv();
const registry = schemaRegistry(stack.registryUrl);
const trace = { correlationId: 'c', traceparent: undefined, origin: 'live' } as const;

let connection: KafkaConnection;
let out: ReturnType<typeof publisher>;
let facts: Writer<OrderLineFact>;
let refusals: Writer<Refusal>;
const running: StreamServer[] = [];

beforeEach(async () => {
  connection = connectKafka({
    brokers: stack.brokers,
    clientId: 'spec',
    topicPrefix: `${uniqueName('stream')}-`,
  });
  await createTopics(
    connection,
    ['order-lines', 'refusals'].map((name) => ({ name, partitions: 4, replicas: 1, config: {} })),
  );
  facts = writer(topics.orderLines, await registerSchema(topics.orderLines as never, registry));
  refusals = writer(topics.refusals, await registerSchema(topics.refusals as never, registry));
  out = publisher(connection, { source: '/spec' });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  await out.close();
});

describe('whoever holds the group', () => {
  const hold = () =>
    holdGroup({
      connection,
      service: connection.nameOf('spec'),
      topics: [topics.orderLines as never],
      settings: { fetchWaitMs: 50 },
    });

  it('has it to itself; when it lets go, the others go on where they were', async () => {
    const seen: string[] = [];
    await serve(noteIn(seen));
    await serve(noteIn(seen));
    await send([bought('before', '1')]);
    await eventually(() => expect(seen).toEqual(['before']));
    // What is not committed yet is done again by the next owner, as after any other change of hands.
    await eventually(async () => expect(await committed()).toBe(1));
    const held = await hold();
    await send(Array.from({ length: 20 }, (_, i) => bought(`meanwhile-${i}`, '1')));
    await held.run(async () => {
      // Long enough for those who would have taken them: what is published here arrives by the same brokers.
      await out.publish([message(bought('by the holder', '1'))]);
      await readBack(21);
    });
    expect(seen).toEqual(['before']);
    await held.release();
    await eventually(() => expect(new Set(seen).size).toBe(22));
    expect(seen.filter((orderId) => orderId === 'before')).toHaveLength(1);
  });

  it('says nothing any more once another one holds it; there is one at most', async () => {
    await serve(noteIn([]));
    const first = await hold();
    const second = await hold().catch((error: Error) => error);
    const speak = () => first.run(() => out.publish([message(bought('by the first', '1'))]));
    if (second instanceof Unavailable) await eventually(speak);
    else await expect(speak()).rejects.toThrow(Unavailable);
    await first.release();
    if (!(second instanceof Error)) await second.release();
  });
});

describe('a consumer group', () => {
  it('hands over every message once it is told to, in batches, in the order of each key', async () => {
    const seen: OrderLineFact[] = [];
    let batches = 0;
    await serve(async (batch) => {
      batches++;
      seen.push(...batch.map(({ value }) => value));
      return [];
    });
    await send(
      Array.from({ length: 2_000 }, (_, i) =>
        bought(`order-${i % 50}`, `line-${String(i).padStart(4, '0')}`),
      ),
    );
    await eventually(() => expect(seen).toHaveLength(2_000));
    for (const list of Map.groupBy(seen, ({ orderId }) => orderId).values()) {
      const lines = list.map(({ lineId }) => lineId);
      expect(lines).toEqual([...lines].sort());
    }
    expect(batches).toBeLessThan(200);
  });

  it('keeps what is no value of the topic as a refusal, with bytes, origin and reason, and goes on', async () => {
    const seen: string[] = [];
    await serve(async (batch) => {
      seen.push(...batch.map(({ value }) => value.orderId));
      return batch.flatMap(({ value }, index) =>
        value.orderId === 'bad' ? [{ index, reason: 'too-bad', detail: 'orderId is bad' }] : [],
      );
    });
    const good = facts.write(bought('good', '1'));
    await produce([
      { key: 'a', value: Buffer.from('garbage') },
      { key: 'a', value: Buffer.from([0, 0, 0, 0xff, 0xff, 1]) },
      { key: 'a', value: good.subarray(0, good.length - 3) },
      { key: 'a', value: Buffer.concat([good, Buffer.from('x')]) },
      { key: 'a', value: null },
      { key: null, value: good },
      { key: 'a', value: good },
      { key: 'demo:bad', value: facts.write(bought('bad', '1')) },
      { key: 'demo:good', value: good },
    ]);
    await eventually(() => expect(seen).toContain('good'));
    const kept = await refused(8);
    expect(kept.map(({ reason }) => reason).sort()).toEqual([
      'no-key',
      'no-value',
      'not-framed',
      'too-bad',
      'trailing-bytes',
      'truncated',
      'unknown-schema',
      'wrong-key',
    ]);
    const garbage = kept.find(({ reason }) => reason === 'not-framed');
    expect(Buffer.from(garbage?.value ?? '', 'base64').toString()).toBe('garbage');
    expect(garbage).toMatchObject({ service: connection.nameOf('spec'), topic: 'order-lines', size: 7 });
  });

  it('gives a batch again while something is away, and loses nothing of it', async () => {
    let attempts = 0;
    const seen: string[] = [];
    await serve(async (batch) => {
      if (++attempts < 4) throw new Unavailable('mongodb', new Error('away'));
      seen.push(...batch.map(({ value }) => value.orderId));
      return [];
    });
    await send([bought('patient', '1')]);
    await eventually(() => expect(seen).toEqual(['patient']));
  });

  it('ends the process at a bug and moves no offset', async () => {
    const bugs: unknown[] = [];
    await serve(
      async () => {
        throw new TypeError('undefined is not a function');
      },
      { onBug: (error) => bugs.push(error) },
    );
    await send([bought('unlucky', '1')]);
    await eventually(() => expect(bugs).toHaveLength(1));
    expect(await committed()).toBe(0);
  });

  it('ends the process where the brokers refuse its settings for good', async () => {
    const bugs: unknown[] = [];
    await serve(async () => [], {
      onBug: (error) => bugs.push(error),
      settings: { sessionTimeoutMs: 100, heartbeatIntervalMs: 30 },
    });
    await eventually(() => expect(bugs).toHaveLength(1));
  });

  it('goes on where the last one stopped, and commits only what is done', async () => {
    const first: string[] = [];
    const one = await serve(noteIn(first));
    await send([bought('early', '1')]);
    await eventually(() => expect(first).toEqual(['early']));
    await one.close();
    expect(await committed()).toBe(1);
    await send([bought('late', '1')]);
    const second: string[] = [];
    await serve(noteIn(second));
    await eventually(() => expect(second).toEqual(['late']));
  });

  it('reads again what the store has lost, although it was committed', async () => {
    const progress = progressInMemory();
    const first: string[] = [];
    const one = await serve(noteIn(first), { progress });
    await send([bought('kept', '1')]);
    await eventually(() => expect(first).toEqual(['kept']));
    await one.close();
    expect(await committed()).toBe(1);
    const second: string[] = [];
    await serve(noteIn(second), { progress: progressInMemory() });
    await eventually(() => expect(second).toEqual(['kept']));
  });

  it('waits for an unknown schema on its own partition only, while the registry is away', async () => {
    let away = true;
    const flaky: SchemaRegistry = {
      ...registry,
      schema: async (id) => {
        if (away) throw new RegistryUnavailable('away');
        return registry.schema(id);
      },
    };
    const seen: string[] = [];
    const events: string[] = [];
    await serve(noteIn(seen), {
      registry: flaky,
      events: { ...silent, retry: (dependency) => void events.push(dependency) },
      settings: { retryWaitMaxMs: 50 },
    });
    await send([bought('waiting', '1')]);
    await eventually(() => expect(events).toContain('registry'));
    expect(seen).toEqual([]);
    away = false;
    await eventually(() => expect(seen).toEqual(['waiting']));
  });

  it('stops fetching what it cannot handle in time, and loses nothing', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let count = 0;
    await serve(
      async (batch) => {
        await gate;
        count += batch.length;
        return [];
      },
      { settings: { laneBytesMax: 20_000, fetchPartitionBytesMax: 10_000, batchMessagesMax: 50 } },
    );
    await send(Array.from({ length: 3_000 }, (_, i) => bought(`order-${i}`, 'x'.repeat(100))));
    release();
    await eventually(() => expect(count).toBe(3_000), { timeoutMs: 20_000 });
  });

  it('shares partitions among its members and hands them over without loss', async () => {
    const seen = new Set<string>();
    const note = async (batch: readonly Delivered<OrderLineFact>[]): Promise<Refused[]> => {
      for (const { value } of batch) seen.add(value.orderId);
      return [];
    };
    const one = await serve(note);
    const two = await serve(note);
    await eventually(() => expect(one.ready() && two.ready()).toBe(true));
    await send(Array.from({ length: 400 }, (_, i) => bought(`first-${i}`, '1')));
    await one.close();
    running.splice(running.indexOf(one), 1);
    await send(Array.from({ length: 400 }, (_, i) => bought(`second-${i}`, '1')));
    await eventually(() => expect(seen.size).toBe(800), { timeoutMs: 20_000 });
  });
});

describe('a publisher', () => {
  it('cuts what is too much for one message of the broker into several sends', async () => {
    const value = Buffer.alloc(300_000, 1);
    const outgoing: Outgoing[] = Array.from({ length: 12 }, (_, i) => ({
      topic: 'order-lines',
      key: 'one-partition',
      value,
      trace,
      event: { id: String(i), type: 'Spec' },
    }));
    await out.publish(outgoing);
    const ids: string[] = [];
    const following = await followTopic(connection, 'order-lines', {
      from: 'beginning',
      onMessages: (messages) =>
        void ids.push(...messages.map(({ message }) => String(message.headers?.['ce_id']))),
    });
    await following.caughtUp;
    await following.stop();
    expect(ids).toEqual(outgoing.map(({ event }) => event.id));
  });
});

describe('a producer that has not heard of a partition', () => {
  it('says so rather than lose what is for it', async () => {
    const all = Array.from({ length: 40 }, (_, i) => ({
      topic: 'order-lines',
      key: `key-${i}`,
      value: Buffer.from('v'),
      trace,
      event: { id: String(i), type: 'Spec' },
    }));
    const toPartitions = (count: number) =>
      sendRounds(all, {
        counts: new Map([['order-lines', count]]),
        headersOf: eventHeaders('/spec'),
        partitionBytesMax: 900_000,
        batch: undefined,
      });
    const producer = fencedProducer(connection, 3);
    await producer.connect();
    for (const round of toPartitions(4)) await producer.send(round, undefined);
    for (const round of toPartitions(24))
      await expect(producer.send(round, undefined)).rejects.toThrow(Unavailable);
    await producer.disconnect();
  });
});

describe('a batch that has become somebody else’s', () => {
  it.each([0, 1, 2])('says nothing any more, found out at the question number %i', async (questions) => {
    await out.publish([announcement('before')]);
    let asked = 0;
    const outdated = () => asked++ >= questions;
    await expect(inHand.run({ outdated }, () => out.publish([announcement('outdated')]))).rejects.toThrow(
      Unavailable,
    );
    expect(asked).toBeGreaterThan(questions);
    await out.publish([announcement('after')]);
    const ids: string[] = [];
    const following = await followTopic(connection, 'order-lines', {
      from: 'beginning',
      onMessages: (messages) =>
        void ids.push(...messages.map(({ message }) => String(message.headers?.['ce_id']))),
    });
    await following.caughtUp;
    await following.stop();
    expect(ids).toEqual(['before', 'after']);
  });

  function announcement(id: string): Outgoing {
    return { topic: 'order-lines', key: 'k', value: Buffer.from(id), trace, event: { id, type: 'Spec' } };
  }
});

const silent: StreamEvents = {
  processed: () => undefined,
  refused: () => undefined,
  batch: () => undefined,
  lag: () => undefined,
  oldestUnhandled: () => undefined,
  released: () => undefined,
  retry: () => undefined,
  conflict: () => undefined,
  offsetReset: () => undefined,
};

interface Overrides {
  readonly onBug?: (error: unknown) => void;
  readonly progress?: ProgressStore;
  readonly registry?: SchemaRegistry;
  readonly events?: StreamEvents;
  readonly settings?: Partial<StreamSettings>;
}

type Note = (batch: readonly Delivered<OrderLineFact>[]) => Promise<readonly Refused[]>;

async function serve(verb: Note, overrides: Overrides = {}): Promise<StreamServer> {
  const server = new StreamServer({
    service: connection.nameOf('spec'),
    connection,
    registry,
    publish: out.publish,
    refusals,
    events: silent,
    onBug: (error) => {
      throw error;
    },
    ...overrides,
    settings: { fetchWaitMs: 50, ...overrides.settings },
  });
  server.addHandler(topics.orderLines.name, verb, true);
  await new Promise<void>((resolve, reject) =>
    server.listen((error) => (error === undefined ? resolve() : reject(error))),
  );
  running.push(server);
  return server;
}

function noteIn(seen: string[]): Note {
  return async (batch) => {
    seen.push(...batch.map(({ value }) => value.orderId));
    return [];
  };
}

function bought(orderId: string, lineId: string): OrderLineFact {
  return {
    factId: factIdOf('demo', orderId, lineId),
    siteId: 'demo',
    orderId,
    type: 'LineBought',
    version: 1,
    occurredAt: 1_700_000_000_000,
    origin: 'live',
    correlationId: randomUUID(),
    lineId,
    cancellationId: null,
    quantity: 1,
    productId: null,
    productName: null,
    unitPrice: null,
    buyer: null,
    buyerAddress: null,
    country: null,
    reference: null,
  };
}

async function send(list: readonly OrderLineFact[]): Promise<void> {
  await out.publish(list.map(message));
}

function message(fact: OrderLineFact): Outgoing {
  return {
    topic: topics.orderLines.name,
    key: orderKey(fact.siteId, fact.orderId),
    value: facts.write(fact),
    trace,
    event: { id: fact.factId, type: fact.type },
  };
}

/** Resolves when so many facts can be read from the topic. */
async function readBack(count: number): Promise<void> {
  let read = 0;
  const following = await followTopic(connection, 'order-lines', {
    from: 'beginning',
    onMessages: async (messages) => {
      read += messages.length;
    },
  });
  await eventually(() => expect(read).toBeGreaterThanOrEqual(count));
  await following.stop();
}

async function produce(messages: readonly { key: string | null; value: Buffer | null }[]): Promise<void> {
  const producer = connection.kafka.producer();
  await producer.connect();
  await producer.send({
    topic: connection.nameOf('order-lines'),
    messages: messages.map((message) => ({ ...message, partition: 0 })),
  });
  await producer.disconnect();
}

async function refused(count: number): Promise<Refusal[]> {
  const values = reader(topics.refusals, registry);
  const kept: Refusal[] = [];
  const following = await followTopic(connection, 'refusals', {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        if (message.value === null) continue;
        await values.learn(message.value);
        const result = values.read(message.value);
        if ('value' in result) kept.push(result.value);
      }
    },
  });
  await eventually(() => expect(kept).toHaveLength(count));
  await following.stop();
  return kept;
}

/** Sum of the committed offsets. */
async function committed(): Promise<number> {
  const admin = connection.kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchOffsets({
    groupId: connection.nameOf('spec'),
    topics: [connection.nameOf('order-lines')],
  });
  await admin.disconnect();
  return offsets
    .flatMap(({ partitions }) => partitions)
    .reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
}
