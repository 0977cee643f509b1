import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Connection,
  type OrderLineFact,
  registerSchema,
  schemaRegistry,
  topics,
  writer,
} from '@stamkunde/contracts';
import { createLog, createMetrics, type RunningService, readConfig } from '@stamkunde/service';
import {
  connectKafka,
  createTopics,
  Delivered,
  type Following,
  publisher,
  topicPlans,
} from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { settings } from './config.ts';
import { followFacts } from './follow-facts.ts';
import { startIngest } from './start-ingest.ts';

const stack = stackFromEnv();
const name = uniqueName('ingest');
const topicPrefix = `${name}-`;
const environment = {
  DEMO_KEY: `${name}-demo`,
  SLOW_KEY: `${name}-slow`,
  OTHER_KEY: `${name}-other`,
  LATE_KEY: `${name}-late`,
};
const connection = connectKafka({ brokers: stack.brokers, clientId: name, topicPrefix });
const registry = schemaRegistry(stack.registryUrl);
const out = publisher(connection, { source: '/spec' });
const metrics = createMetrics({ service: 'ingest', version: '0' });
const arrived: Delivered<OrderLineFact>[] = [];
const withoutBrowsers = { browserOrigins: [], unsignedPairings: 'accept', pairingKeys: [] } as const;
const stopping = new AbortController();
let following: Following;
let ingest: RunningService;

beforeAll(async () => {
  await createTopics(
    connection,
    topicPlans(fileURLToPath(new URL('../../../deploy/topics.yaml', import.meta.url))),
    {
      replicas: 1,
      partitions: 2,
    },
  );
  await apply({
    siteId: 'demo',
    version: 1,
    name: 'Demo',
    apiKeys: ['env:DEMO_KEY'],
    factsPerSecondMax: 100_000,
    ...withoutBrowsers,
  });
  await apply({
    siteId: 'slow',
    version: 1,
    name: 'Slow',
    apiKeys: ['env:SLOW_KEY'],
    factsPerSecondMax: 1,
    ...withoutBrowsers,
  });
  await apply({
    siteId: 'other',
    version: 1,
    name: 'Other',
    apiKeys: ['env:OTHER_KEY'],
    factsPerSecondMax: 1_000,
    ...withoutBrowsers,
  });
  following = await followFacts(
    connection,
    registry,
    (fact, message) => void arrived.push(new Delivered(fact, String(message.key), message)),
  );
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
    environment,
  });
}, 60_000);

afterAll(async () => {
  stopping.abort();
  await Promise.all([ingest?.stop(), following?.stop(), out.close()]);
  metrics.close();
}, 60_000);

async function apply(value: Connection | { readonly siteId: string; readonly gone: true }): Promise<void> {
  const values = writer(topics.connections, await registerSchema(topics.connections, registry));
  await out.publish([
    {
      topic: topics.connections.name,
      key: value.siteId,
      value: 'gone' in value ? null : values.write(value),
      trace: { correlationId: '', traceparent: undefined, origin: 'live' },
      event: { id: '', type: 'Connection' },
    },
  ]);
}

async function post(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${ingest.urls?.['api']}/v1/facts`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${environment.DEMO_KEY}`,
      'content-type': 'application/json',
      connection: 'close',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    text: await response.text(),
  };
}

const described = (orderId: string, more: object = {}) => ({
  type: 'OrderDescribed',
  orderId,
  occurredAt: '2026-01-01T00:00:00Z',
  ...more,
});

const arrivals = (orderId: string) => arrived.filter(({ value }) => value.orderId === orderId);

async function onBroker(): Promise<number> {
  const admin = connection.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(connection.nameOf(topics.orderLines.name));
  await admin.disconnect();
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

describe('a fact answered with 202', () => {
  it('is on the brokers by then', async () => {
    const before = await onBroker();
    expect((await post([described('now-1'), described('now-2')])).status).toBe(202);
    expect(await onBroker()).toBe(before + 2);
  });

  it('goes out under its order, with all that travels beside it', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const fact = described('beside', {
      correlationId: 'c-1',
      origin: 'backfill',
      buyer: { email: 'a@example.org' },
    });
    const { text } = await post(fact, { traceparent });
    const delivered = await eventually(() => {
      const [first] = arrivals('beside');
      if (first === undefined) throw new Error('not there yet');
      return first;
    });
    expect(delivered.key).toBe('demo:beside');
    expect(delivered.trace).toEqual({ correlationId: 'c-1', traceparent, origin: 'backfill' });
    expect(delivered.value).toMatchObject({ siteId: 'demo', buyerAddress: 'a@example.org' });
    expect(text).toContain(delivered.value.factId);
  });

  it('is one of many that share a few sends', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => post(described(`many-${index}`))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    await eventually(() => {
      expect(
        new Set(arrived.map(({ value }) => value.orderId).filter((id) => id.startsWith('many-'))).size,
      ).toBe(50);
    });
  });
});

it('refuses what happened more than a day ahead of the clock here, and nothing else with it', async () => {
  const ahead = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const { status, text } = await post([
    described('soon', { occurredAt: ahead(23) }),
    described('late', { occurredAt: ahead(25) }),
  ]);
  expect(status).toBe(207);
  expect(JSON.parse(text)).toMatchObject({
    results: [{ status: 202 }, { status: 422, errors: [{ field: '/1/occurredAt' }] }],
  });
  expect(text).toContain('occurredAt is more than 24 hours ahead of the clock here');
});

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...readme.matchAll(/-d '(.*?)'\n# (\d+) (.*)\n/g)];

  it('has requests that are answered as it says', async () => {
    expect(examples).toHaveLength(2);
    for (const [, body = '', status, shortened = ''] of examples) {
      const { text, ...answer } = await post(JSON.parse(body));
      expect(answer.status).toBe(Number(status));
      // Each … stands for something left out; what is there is there in this order.
      const pieces = shortened.split('…').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
      expect(text).toMatch(new RegExp(`^${pieces.join('.+')}$`));
    }
  });
});

describe('a key', () => {
  it('speaks for its own site only', async () => {
    const { status } = await post(described('1', { siteId: 'slow' }));
    expect(status).toBe(403);
    expect((await post(described('1'), { authorization: 'Bearer nobody-knows-this-one' })).status).toBe(401);
  });

  it('is good from the moment its connection is applied until that is withdrawn', async () => {
    const headers = { authorization: `Bearer ${environment.LATE_KEY}` };
    expect((await post(described('late'), headers)).status).toBe(401);
    await apply({
      siteId: 'late',
      version: 1,
      name: 'Late',
      apiKeys: ['env:LATE_KEY'],
      factsPerSecondMax: 1_000,
      ...withoutBrowsers,
    });
    await eventually(async () => expect((await post(described('late'), headers)).status).toBe(202));
    await eventually(() => expect(arrivals('late')[0]?.value.siteId).toBe('late'));
    await apply({ siteId: 'late', gone: true });
    await eventually(async () => expect((await post(described('late'), headers)).status).toBe(401));
  });

  it('may send no more than its connection allows', async () => {
    const headers = { authorization: `Bearer ${environment.SLOW_KEY}` };
    const burst = Array.from({ length: 100 }, (_, index) => described(`burst-${index}`));
    expect((await post(burst, headers)).status).toBe(202);
    const late = await post(described('late'), headers);
    expect(late.status).toBe(429);
    expect(Number(late.retryAfter)).toBeGreaterThan(30);
    expect((await post(described('not-slow'))).status).toBe(202);
  });
});

describe('an Idempotency-Key', () => {
  it('gives the very same answer again, and sends nothing again', async () => {
    const headers = { 'idempotency-key': '"first"' };
    const body = [described('once'), { type: 'nonsense' }];
    const answers = [await post(body, headers), await post(body, headers), await post(body, headers)];
    expect(answers.map(({ status }) => status)).toEqual([207, 207, 207]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await post(described('after-once'));
    await eventually(() => expect(arrivals('after-once')).toHaveLength(1));
    expect(arrivals('once')).toHaveLength(1);
  });

  it('belongs to one request of one site', async () => {
    const headers = { 'idempotency-key': '"mine"' };
    expect((await post(described('m-1'), headers)).status).toBe(202);
    const other = await post(described('m-2'), headers);
    expect([other.status, other.text]).toEqual([422, expect.stringContaining('idempotency-key-reused')]);
    const elsewhere = { ...headers, authorization: `Bearer ${environment.OTHER_KEY}` };
    expect((await post(described('m-2'), elsewhere)).status).toBe(202);
  });

  it('is free again after a mistake', async () => {
    const headers = { 'idempotency-key': '"mistake"' };
    expect((await post({ ...described('x'), colour: 'red' }, headers)).status).toBe(422);
    await eventually(async () => expect((await post(described('x'), headers)).status).toBe(202));
  });

  it('answers one of two at the same time, and the other one with the same or with 409', async () => {
    const headers = { 'idempotency-key': '"race"' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(described('race'), headers)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every((status) => status === 202 || status === 409)).toBe(true);
    expect(statuses).toContain(202);
    await post(described('after-race'));
    await eventually(() => expect(arrivals('after-race')).toHaveLength(1));
    expect(arrivals('race')).toHaveLength(1);
  });
});
