import { fileURLToPath } from 'node:url';
import {
  type Connection,
  contactIdOf,
  factIdOf,
  type Order,
  type OrderLineFact,
  type PurchaseTotals,
  reader,
  registerSchema,
  schemaRegistry,
  type Topic,
  topics,
  writer,
} from '@stamkunde/contracts';
import { createLog, createMetrics, type RunningService, readConfig } from '@stamkunde/service';
import {
  connectKafka,
  createTopics,
  type Following,
  followTopic,
  type Outgoing,
  publisher,
  topicPlans,
} from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { settings } from './config.ts';
import { startOrderAggregator } from './start-order-aggregator.ts';

const stack = stackFromEnv();
const name = uniqueName('fold');
const environment = { TIVOLI_KEY: `${name}-tivoli`, OTHER_KEY: `${name}-other` };
const connection = connectKafka({ brokers: stack.brokers, clientId: name, topicPrefix: `${name}-` });
const registry = schemaRegistry(stack.registryUrl);
const out = publisher(connection, { source: '/spec' });
const metrics = createMetrics({ service: 'order-aggregator', version: '0' });
const stopping = new AbortController();
const anna = contactIdOf('tivoli', 'anna@example.org');

/** Newest snapshots, by topic and key. */
const newest = new Map<string, { value: unknown; headers: Record<string, string> }>();
const followed: Following[] = [];
let service: RunningService;

beforeAll(async () => {
  const plans = topicPlans(fileURLToPath(new URL('../../../deploy/topics.yaml', import.meta.url)));
  await createTopics(connection, plans, { replicas: 1, partitions: 2 });
  await publish(topics.connections, siteConnection('tivoli', 'env:TIVOLI_KEY'));
  await publish(topics.connections, siteConnection('other', 'env:OTHER_KEY'));
  service = await startOrderAggregator({
    name: 'order-aggregator',
    version: '0',
    config: readConfig(settings, {
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_MONGO_URI: stack.mongoUri,
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
      TOPIC_PREFIX: `${name}-`,
      REGISTER_SCHEMAS: 'true',
      MONGO_DATABASE: name,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '0',
    }),
    log: createLog({ service: 'order-aggregator', version: '0', level: 'silent' }),
    metrics,
    stopping: stopping.signal,
    environment,
  });
  followed.push(await follow(topics.orders), await follow(topics.purchaseTotals));
}, 60_000);

afterAll(async () => {
  stopping.abort();
  await Promise.all([service?.stop(), ...followed.map((one) => one.stop()), out.close()]);
  metrics.close();
}, 30_000);

it('five seats bought, one cancelled: four remain, in one order', async () => {
  for (const seat of ['B10', 'B11', 'B12', 'B13', 'B14'])
    await publish(topics.orderLines, bought('1001', seat));
  await publish(topics.orderLines, cancelled('1001', 'B12'));
  await eventually(() => {
    expect(snapshot<Order>('orders', 'tivoli:1001')).toMatchObject({ productCount: 4 });
    expect(snapshot<PurchaseTotals>('purchase-totals', `tivoli:${anna}`)).toMatchObject({
      orderCount: 1,
      productCount: 4,
      spend: [{ total: 102_000, scale: 2 }],
    });
  });
  const { headers } = newest.get('orders tivoli:1001') ?? {};
  expect(headers).toMatchObject({ 'correlation-id': 'c-B12', origin: 'live', ce_subject: 'tivoli:1001' });
});

it('an order can be read, with the facts that made it', async () => {
  const { status, body } = await get('/v1/sites/tivoli/orders/1001');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    orderId: '1001',
    buyer: anna,
    productCount: 4,
    totals: [{ amount: '1020.00', currency: 'DKK', basis: 'gross' }],
  });
  expect(body.lines[2]).toMatchObject({ lineId: 'B12', quantity: 0, cancellations: [{ quantity: 'all' }] });
  const why = new Map(body.why.map((one: { factId: string }) => [one.factId, one]));
  expect(why.get(cancelled('1001', 'B12').factId)).toEqual({
    factId: cancelled('1001', 'B12').factId,
    states: ['/lines/2/cancellations/0'],
  });
  expect(why.get(bought('1001', 'B10').factId)).toMatchObject({
    version: 1,
    states: expect.arrayContaining(['/lines/0/bought']),
  });
});

it('a buyer can be read page by page, with the orders that make up the totals', async () => {
  const more = Array.from({ length: 30 }, (_, index) => String(2_001 + index));
  for (const orderId of more)
    await publish(topics.orderLines, bought(orderId, 'A1', { occurredAt: Number(orderId) }));
  await eventually(() => {
    expect(snapshot<PurchaseTotals>('purchase-totals', `tivoli:${anna}`)?.orderCount).toBe(31);
  });
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const query: string = next === '' ? '' : `&before=${encodeURIComponent(next)}`;
    const { body } = await get(`/v1/sites/tivoli/buyers/${anna}?limit=7${query}`);
    expect(body).toMatchObject({
      orderCount: 31,
      spend: [{ total: '8670.00', averageOrderValue: '279.6774' }],
    });
    seen.push(...body.why.orders.map((one: { orderId: string }) => one.orderId));
    next = body.why.next;
  }
  expect(seen).toEqual([...more.reverse(), '1001']);
});

it('who asks must have a key of the site', async () => {
  expect((await get('/v1/sites/tivoli/orders/1001', 'wrong')).status).toBe(401);
  expect((await get('/v1/sites/tivoli/orders/1001', environment.OTHER_KEY)).status).toBe(403);
  expect((await get(`/v1/sites/tivoli/buyers/${anna}`, environment.OTHER_KEY)).status).toBe(403);
});

it('what nobody ever heard of is not found, and what cannot be asked is told', async () => {
  expect((await get('/v1/sites/tivoli/orders/none')).status).toBe(404);
  expect((await get('/v1/sites/tivoli/buyers/none')).status).toBe(404);
  expect((await get(`/v1/sites/tivoli/buyers/${anna}?limit=0`)).status).toBe(400);
  expect((await get(`/v1/sites/tivoli/buyers/${anna}?before=x`)).status).toBe(400);
});

it('an order id may hold whatever a source puts there', async () => {
  const orderId = `№ 7/ø ${'日'.repeat(190)}`;
  await publish(topics.orderLines, bought(orderId, 'A1', { buyer: null }));
  await eventually(async () => {
    const { status, body } = await get(`/v1/sites/tivoli/orders/${encodeURIComponent(orderId)}`);
    expect([status, body.orderId]).toEqual([200, orderId]);
  });
});

it('a fact that cannot be taken is refused, and the others go on', async () => {
  const kept: unknown[] = [];
  const refusals = await follow(topics.refusals, (value) => kept.push(value));
  await publish(topics.orderLines, bought('3001', 'A1', { quantity: -1 }));
  await publish(topics.orderLines, bought('3001', 'A2'));
  await eventually(() => {
    expect(kept).toMatchObject([{ reason: 'invalid-field', service: `${name}-order-aggregator` }]);
    expect(snapshot<Order>('orders', 'tivoli:3001')?.productCount).toBe(1);
  });
  await refusals.stop();
});

async function get(path: string, key = environment.TIVOLI_KEY) {
  const response = await fetch(`${service.urls?.['api']}${path}`, {
    headers: { authorization: `Bearer ${key}`, connection: 'close' },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function snapshot<T>(topic: string, key: string): T | undefined {
  return newest.get(`${topic} ${key}`)?.value as T | undefined;
}

async function follow<T>(topic: Topic<T>, onValue: (value: T) => void = () => undefined): Promise<Following> {
  const values = reader(topic, registry);
  return followTopic(connection, topic.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        const bytes = message.value ?? Buffer.alloc(0);
        await values.learn(bytes);
        const result = values.read(bytes);
        if (!('value' in result)) continue;
        const headers = Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([header, text]) => [header, String(text)]),
        );
        newest.set(`${topic.name} ${message.key}`, { value: result.value, headers });
        onValue(result.value);
      }
    },
  });
}

async function publish<T>(topic: Topic<T>, value: T): Promise<void> {
  const bytes = writer(topic, await registerSchema(topic as Topic<never>, registry)).write(value);
  const trace: Outgoing['trace'] = { correlationId: '', traceparent: undefined, origin: 'live' };
  await out.publish([
    { topic: topic.name, key: topic.key(value), value: bytes, trace, event: { id: '', type: 'Any' } },
  ]);
}

function siteConnection(siteId: string, apiKey: string): Connection {
  return {
    siteId,
    version: 1,
    name: siteId,
    apiKeys: [apiKey],
    factsPerSecondMax: 1_000,
    browserOrigins: [],
    unsignedPairings: 'accept',
    pairingKeys: [],
  };
}

function bought(orderId: string, lineId: string, said: Partial<OrderLineFact> = {}): OrderLineFact {
  return {
    factId: factIdOf('tivoli', orderId, lineId, 'bought'),
    siteId: 'tivoli',
    orderId,
    type: 'LineBought',
    version: 1,
    occurredAt: 1_000,
    origin: 'live',
    correlationId: `c-${lineId}`,
    lineId,
    cancellationId: null,
    quantity: 1,
    productId: null,
    productName: null,
    unitPrice: { amount: 25_500, scale: 2, currency: 'DKK', basis: 'gross' },
    buyer: anna,
    buyerAddress: 'anna@example.org',
    country: null,
    reference: null,
    ...said,
  };
}

function cancelled(orderId: string, lineId: string): OrderLineFact {
  const factId = factIdOf('tivoli', orderId, lineId, 'cancelled');
  const said = { type: 'LineCancelled', cancellationId: 'x', quantity: null, unitPrice: null } as const;
  return { ...bought(orderId, lineId), ...said, factId };
}
