import { fileURLToPath } from 'node:url';
import {
  type Connection,
  contactIdOf,
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
  publisher,
  topicPlans,
} from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { settings } from './config.ts';
import { billettenExamples } from './open-api/site-examples.ts';
import { startIngest } from './start-ingest.ts';

const stack = stackFromEnv();
const name = uniqueName('site-facts');
const topicPrefix = `${name}-`;
const key = `${name}-a-key-of-the-site`;
const origin = 'https://shop.example';
const connection = connectKafka({ brokers: stack.brokers, clientId: name, topicPrefix });
const registry = schemaRegistry(stack.registryUrl);
const out = publisher(connection, { source: '/spec' });
const metrics = createMetrics({ service: 'ingest', version: '0' });
const stopping = new AbortController();
const told = [topics.siteEvents, topics.orderLines, topics.customers, topics.permissionStatements] as const;
const arrived = new Map<string, { readonly key: string; readonly value: unknown }[]>();
let following: Following[] = [];
let ingest: RunningService;

beforeAll(async () => {
  const plans = topicPlans(fileURLToPath(new URL('../../../deploy/topics.yaml', import.meta.url)));
  await createTopics(connection, plans, { replicas: 1, partitions: 2 });
  await apply({ browserOrigins: [origin] });
  following = await Promise.all(told.map((topic) => follow(topic as Topic<unknown>)));
  ingest = await startIngest({
    config: readConfig(settings, {
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_MONGO_URI: stack.mongoUri,
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
      TOPIC_PREFIX: topicPrefix,
      REGISTER_SCHEMAS: 'true',
      MONGO_DATABASE: name,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '0',
    }),
    log: createLog({ service: 'ingest', version: '0', level: 'silent' }),
    metrics,
    stopping: stopping.signal,
    environment: { SITE_KEY: key },
  });
}, 60_000);

afterAll(async () => {
  stopping.abort();
  await Promise.all([ingest?.stop(), ...following.map((one) => one.stop()), out.close()]);
  metrics.close();
}, 60_000);

async function apply(more: Partial<Connection>): Promise<void> {
  const values = writer(topics.connections, await registerSchema(topics.connections, registry));
  const value: Connection = {
    siteId: 'demo',
    version: 1,
    name: 'Demo',
    apiKeys: ['env:SITE_KEY'],
    factsPerSecondMax: 1_000,
    browserOrigins: [],
    unsignedPairings: 'accept',
    pairingKeys: [],
    ...more,
  };
  await out.publish([
    {
      topic: topics.connections.name,
      key: value.siteId,
      value: values.write(value),
      trace: { correlationId: '', traceparent: undefined, origin: 'live' },
      event: { id: '', type: 'Connection' },
    },
  ]);
}

function follow<T>(topic: Topic<T>): Promise<Following> {
  const read = reader(topic, registry);
  const values: { key: string; value: T }[] = [];
  arrived.set(topic.name, values);
  return followTopic(connection, topic.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        const bytes = message.value ?? Buffer.alloc(0);
        await read.learn(bytes);
        const result = read.read(bytes);
        if ('value' in result) values.push({ key: String(message.key), value: result.value });
      }
    },
  });
}

const there = (topic: { readonly name: string }) => arrived.get(topic.name) ?? [];

async function onBroker(topic: { readonly name: string }): Promise<number> {
  const admin = connection.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(connection.nameOf(topic.name));
  await admin.disconnect();
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

async function post(path: string, body: unknown, headers: Readonly<Record<string, string>>) {
  const response = await fetch(`${ingest.urls?.['api']}/v1/sites/demo/${path}`, {
    method: 'POST',
    headers: { connection: 'close', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const asServer = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
const asPage = { origin, 'content-type': 'text/plain' };
const visited = (id: string, visitorId = 'v-1') => ({
  events: [
    { type: 'ProductVisited', id, visitorId, occurredAt: '2026-03-01T11:00:00Z', productId: 'show-7' },
  ],
});

it('what a page is answered 202 for is on the brokers by then, under its visitor', async () => {
  const before = await onBroker(topics.siteEvents);
  expect((await post('browser-events', visited('1'), asPage)).status).toBe(202);
  expect(await onBroker(topics.siteEvents)).toBe(before + 1);
  await eventually(() => expect(there(topics.siteEvents).at(-1)?.key).toBe('demo:v-1'));
});

it('a purchase of Billetten is on all its topics by then, BIL-46 each seat a line, and again the same when it comes again', async () => {
  const purchase = billettenExamples['five seats bought'].value;
  const before = await onBroker(topics.orderLines);
  const first = await post('billetten', purchase, asServer);
  expect(first.status).toBe(202);
  expect(await onBroker(topics.orderLines)).toBe(before + 5);
  expect(await onBroker(topics.customers)).toBe(1);
  expect(await onBroker(topics.permissionStatements)).toBe(2);
  expect(await post('billetten', purchase, asServer)).toEqual(first);
  await eventually(() => expect(there(topics.orderLines)).toHaveLength(10));
  const ids = there(topics.orderLines).map(({ value }) => (value as { factId: string }).factId);
  expect(new Set(ids).size).toBe(5);
  const contact = `demo:${contactIdOf('demo', 'anna@example.org')}`;
  await eventually(() => expect(there(topics.permissionStatements)[0]?.key).toBe(contact));
});

it('an Idempotency-Key of site events belongs to the path it was sent to', async () => {
  const event = { ...visited('k').events[0], visitorId: 'v-key' };
  const headers = { ...asServer, 'idempotency-key': '"k-1"' };
  const answers = [await post('site-events', event, headers), await post('site-events', event, headers)];
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.status).toBe(202);
  await post('browser-events', visited('after', 'v-after'), asPage);
  await eventually(() => expect(there(topics.siteEvents).map((one) => one.key)).toContain('demo:v-after'));
  expect(there(topics.siteEvents).filter((one) => one.key === 'demo:v-key')).toHaveLength(1);
});

it('a page sends no more at once than browsers do for a page that is left', async () => {
  const large = { events: [{ ...visited('l').events[0], productName: 'x'.repeat(66_000) }] };
  expect((await post('browser-events', large, asPage)).status).toBe(413);
});

it('the real script is served with the hash that is told of it', async () => {
  const api = ingest.urls?.['api'];
  const { integrity } = (await (await fetch(`${api}/v1/tracker.json`)).json()) as { integrity: string };
  const script = await fetch(`${api}/v1/tracker.js`, { headers: { 'accept-encoding': 'br' } });
  const digest = await crypto.subtle.digest('SHA-384', await script.arrayBuffer());
  expect(integrity).toBe(`sha384-${Buffer.from(digest).toString('base64')}`);
  expect(script.headers.get('content-encoding')).toBe('br');
});

it('an origin is good from the moment its connection is applied until that is withdrawn', async () => {
  const late = { ...asPage, origin: 'https://late.example' };
  expect((await post('browser-events', visited('2'), late)).status).toBe(403);
  await apply({ version: 2, browserOrigins: [origin, 'https://late.example'] });
  await eventually(async () => expect((await post('browser-events', visited('2'), late)).status).toBe(202));
  await apply({ version: 3, browserOrigins: [origin] });
  await eventually(async () => expect((await post('browser-events', visited('2'), late)).status).toBe(403));
});
