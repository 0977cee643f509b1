import { registerSchema, schemaRegistry, topics, writer } from '@stamkunde/contracts';
import { connectKafka, createTopics, followTopic, type KafkaConnection, publisher } from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { MongoClient } from 'mongodb';
import { kafkaWire, withProduceError } from './kafka-wire.ts';
import { mongoWire, statementsIn, truncatedBulk } from './mongo-wire.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { addressOf } from './wire.ts';

const stack = stackFromEnv();
const registry = schemaRegistry(stack.registryUrl);
const trace = { correlationId: 'c', traceparent: undefined, origin: 'live' } as const;

let proxy: TcpProxy;
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  proxy.thaw();
  proxy.judge(undefined);
  for (const close of closers.splice(0).reverse()) await close();
  await proxy.close();
});

describe('a proxy before Kafka', () => {
  let direct: KafkaConnection;
  let proxied: KafkaConnection;
  let publish: (ids: readonly string[]) => Promise<void>;

  beforeEach(async () => {
    proxy = await startTcpProxy(addressOf(stack.brokers[0] ?? ''), kafkaWire);
    const topicPrefix = `${uniqueName('proxy')}-`;
    direct = connectKafka({ brokers: stack.brokers, clientId: 'spec', topicPrefix });
    proxied = connectKafka({ brokers: [proxy.address], clientId: 'spec', topicPrefix });
    await createTopics(direct, [{ name: 'refusals', partitions: 1, replicas: 1, config: {} }]);
    const values = writer(topics.refusals, await registerSchema(topics.refusals as never, registry));
    const out = publisher(proxied, { source: '/spec', producers: 1 });
    closers.push(() => out.close());
    publish = (ids) =>
      out.publish(
        ids.map((id) => ({
          topic: 'refusals',
          key: 'spec',
          value: values.write(refusal(id)),
          trace,
          event: { id, type: 'Spec' },
        })),
      );
  });

  it('lets everything through, and no client finds a way around it', async () => {
    await publish(['1', '2']);
    expect(await idsOnTopic(proxied)).toEqual(['1', '2']);
    expect(proxy.passed.get('request Produce')).toBe(1);
    expect(proxy.passed.get('answer Fetch')).toBeGreaterThan(0);
    expect(proxy.passed.get('request FindCoordinator')).toBeGreaterThan(0);
  });

  it('knows which topics are produced to, and drops an answer to a message that has arrived', async () => {
    const about: (readonly string[])[] = [];
    let cuts = 2;
    proxy.judge(({ direction, name, about: names }) => {
      if (name !== 'Produce' || direction === 'request') return 'pass';
      about.push(names);
      return cuts-- > 0 ? 'cut' : 'pass';
    });
    await publish(['1']);
    expect(about).toEqual([1, 2, 3].map(() => [direct.nameOf('refusals')]));
    expect(await idsOnTopic(direct)).toEqual(['1']);
  });

  it('turns the answer to a message that has arrived into an error', async () => {
    proxy.judge((passing) =>
      passing.name === 'Produce' && passing.direction === 'answer' ? withProduceError(passing, -1) : 'pass',
    );
    await expect(publish(['1'])).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await idsOnTopic(direct)).toEqual(['1']);
  });

  it('holds everything while it is frozen, and loses nothing', async () => {
    await publish(['1']);
    proxy.freeze();
    let arrived = false;
    const sent = publish(['2']).then(() => {
      arrived = true;
    });
    expect(await idsOnTopic(direct)).toEqual(['1']);
    expect(arrived).toBe(false);
    proxy.thaw();
    await sent;
    expect(await idsOnTopic(direct)).toEqual(['1', '2']);
  });
});

describe('a proxy before MongoDB', () => {
  let direct: MongoClient;
  let proxied: MongoClient;
  const database = uniqueName('proxy');
  const documents = Array.from({ length: 10 }, (_, at) => ({
    _id: `d${at}` as never,
    bytes: Buffer.from([at]),
    at,
  }));

  beforeEach(async () => {
    const { host } = new URL(stack.mongoUri.replace('mongodb:', 'http:'));
    proxy = await startTcpProxy(addressOf(host), (here) => mongoWire(here, addressOf(host)));
    direct = new MongoClient(stack.mongoUri);
    proxied = new MongoClient(stack.mongoUri.replace(host, proxy.address), {
      serverSelectionTimeoutMS: 2_000,
    });
    closers.push(
      () => direct.close(),
      () => proxied.close(),
    );
    await direct.db(database).dropDatabase();
  });

  it('lets everything through, and no driver finds a way around it', async () => {
    await proxied.db(database).collection('things').insertMany(documents);
    expect(await direct.db(database).collection('things').countDocuments()).toBe(10);
    expect(proxy.passed.get('request insert')).toBe(1);
    expect(proxy.passed.get('answer insert')).toBe(1);
  });

  it.each([
    ['inserts', documents.map((document) => ({ insertOne: { document } }))],
    [
      'replacements',
      documents.map(({ _id, ...replacement }) => ({
        replaceOne: { filter: { _id }, replacement, upsert: true },
      })),
    ],
  ])('lets only the first %s of a bulk through', async (_, statements) => {
    let all = 0;
    proxy.judge((passing) => {
      if (passing.direction === 'answer' || passing.about[0] !== 'things') return 'pass';
      all = statementsIn(passing);
      return truncatedBulk(passing, 4);
    });
    await proxied.db(database).collection('things').bulkWrite(statements, { ordered: false });
    expect(all).toBe(10);
    proxy.judge(undefined);
    expect(await direct.db(database).collection('things').find().sort({ at: 1 }).toArray()).toMatchObject(
      documents.slice(0, 4).map(({ at }) => ({ _id: `d${at}`, at, bytes: { buffer: Buffer.from([at]) } })),
    );
  });

  it('cuts a connection at an answer; the driver asks again and writes once', async () => {
    let cuts = 1;
    proxy.judge(({ direction, name }) =>
      direction === 'answer' && name === 'update' && cuts-- > 0 ? 'cut' : 'pass',
    );
    await proxied
      .db(database)
      .collection('counters')
      .updateOne({ _id: 'c' as never }, { $inc: { count: 1 } }, { upsert: true });
    expect(await direct.db(database).collection('counters').findOne()).toEqual({ _id: 'c', count: 1 });
  });
});

async function idsOnTopic(connection: KafkaConnection): Promise<string[]> {
  const ids: string[] = [];
  const following = await followTopic(connection, 'refusals', {
    from: 'beginning',
    onMessages: (messages) =>
      void ids.push(...messages.map(({ message }) => String(message.headers?.['ce_id']))),
  });
  await following.caughtUp;
  await following.stop();
  await eventually(() => expect(ids.length).toBeGreaterThan(0));
  return ids;
}

function refusal(refusalId: string) {
  return {
    refusalId,
    status: 'refused',
    service: 'spec',
    topic: 'order-lines',
    partition: 0,
    offset: 0,
    reason: 'spec',
    detail: '',
    refusedAt: 0,
    size: 0,
    key: null,
    value: null,
    headers: {},
  } as const;
}
