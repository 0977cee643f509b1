import {
  contactIdOf,
  contactKey,
  type Order,
  type PurchaseTotals,
  reader,
  topics,
  writer,
} from '@stamkunde/contracts';
import { type Followed, followTopic } from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { factSender } from '../start/fact-sender.ts';
import { fiveSeats } from '../start/story.ts';
import { type GivenSystem, givenSystem } from './given-system.ts';

const timeoutMs = 90_000;
const apiKey = 'a-key-that-only-this-spec-knows';

let given: GivenSystem;

beforeAll(async () => {
  given = await givenSystem({
    stack: stackFromEnv(),
    prefix: `${uniqueName('bytes')}-`,
    services: ['ingest', 'order-aggregator'],
    connections: ['services/ingest/examples/demo.yaml'],
    env: { DEMO_API_KEY: apiKey },
  });
}, timeoutMs);

afterAll(() => given.end(), timeoutMs);

it(
  'five seats posted over HTTP and one cancelled leave four seats in one order, on the topics and for the buyer',
  async () => {
    const story = fiveSeats(1, Date.now());
    const send = factSender(given.system.service('ingest').urls['api'] ?? '', apiKey);
    expect(await send(story.purchase)).toMatchObject({ status: 202, faults: [] });
    expect(await send(story.cancellation)).toMatchObject({ status: 202, faults: [] });
    expect(await send(story.cancellation)).toMatchObject({ status: 202, faults: [] });
    await given.atRest();

    const order = (await newest<Order>('orders')).get(`demo:${story.orderId}`);
    expect(order).toMatchObject({ productCount: 4, annulled: false });
    expect(order?.lines.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
      ['C11', 1],
      ['C12', 1],
      ['C13', 0],
      ['C14', 1],
      ['C15', 1],
    ]);
    const totals = (await newest<PurchaseTotals>('purchase-totals')).get(
      contactKey('demo', contactIdOf('demo', story.buyer)),
    );
    expect(totals).toMatchObject({ orderCount: 1, productCount: 4, averageProductCount: 40_000 });
    expect(totals?.spend).toMatchObject([
      { currency: 'DKK', scale: 2, total: 138_000, lastOrderValue: 138_000 },
    ]);
    expect(await given.differences()).toEqual([]);
  },
  timeoutMs,
);

it(
  'bytes that a producer writes to the topic itself come out as framed Avro under the same key, with their trace',
  async () => {
    const { connection, registry } = given.system;
    const values = writer(
      topics.orderLines,
      await registry.register('order-lines-value', topics.orderLines.schema),
    );
    const fact = {
      factId: '00000000-0000-5000-8000-000000000001',
      siteId: 'elsewhere',
      orderId: 'Ø 1/2',
      type: 'LineBought',
      version: 7,
      occurredAt: 1_700_000_000_000,
      origin: 'backfill',
      correlationId: 'a trace of its own',
      lineId: 'L',
      cancellationId: null,
      quantity: 3,
      productId: null,
      productName: null,
      unitPrice: { amount: 1_005, scale: 3, currency: 'KWD', basis: 'net' },
      buyer: '00000000-0000-5000-8000-0000000000aa',
      buyerAddress: null,
      country: null,
      reference: null,
    } as const;
    const producer = connection.kafka.producer();
    await producer.connect();
    await producer.send({
      topic: connection.nameOf('order-lines'),
      messages: [{ key: 'elsewhere:Ø 1/2', value: values.write(fact) }],
    });
    await producer.disconnect();

    const [message] = await eventually(async () => {
      const found = (await messages('orders')).filter(
        ({ message: { key } }) => key?.toString() === 'elsewhere:Ø 1/2',
      );
      expect(found).toHaveLength(1);
      return found;
    });
    expect(message?.message.value?.readUInt8(0)).toBe(0);
    const headers = Object.entries(message?.message.headers ?? {}).map(([name, value]) => [
      name,
      String(value),
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'correlation-id': 'a trace of its own',
      origin: 'backfill',
      ce_source: '/services/order-aggregator',
      ce_subject: 'elsewhere:Ø 1/2',
    });
    await given.atRest();
    const totals = (await newest<PurchaseTotals>('purchase-totals')).get(contactKey('elsewhere', fact.buyer));
    expect(totals?.spend).toEqual([
      {
        currency: 'KWD',
        basis: 'net',
        orderCount: 1,
        scale: 3,
        total: 3_015,
        lastOrderValue: 3_015,
        averageOrderValue: 30_150,
      },
    ]);
    expect(await given.differences()).toEqual([]);
  },
  timeoutMs,
);

async function messages(topic: string): Promise<Followed[]> {
  const seen: Followed[] = [];
  const following = await followTopic(given.system.connection, topic, {
    from: 'beginning',
    onMessages: (list) => void seen.push(...list),
  });
  await following.caughtUp;
  await following.stop();
  return seen;
}

async function newest<T>(name: 'orders' | 'purchase-totals'): Promise<Map<string, T>> {
  const topic = name === 'orders' ? topics.orders : topics.purchaseTotals;
  const values = reader(topic as typeof topics.orders, given.system.registry);
  const found = new Map<string, T>();
  for (const { message } of await messages(name)) {
    if (message.value === null) continue;
    await values.learn(message.value);
    const read = values.read(message.value);
    if ('value' in read) found.set(message.key?.toString() ?? '', read.value as T);
  }
  return found;
}
