import { fileURLToPath } from 'node:url';
import {
  type Connection,
  type ContactActivity,
  contactIdOf,
  type Identity,
  type Order,
  reader,
  registerSchema,
  type SiteEvent,
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
import { consented, did, paired, unpaired, uuid } from './in-memory/site-events.ts';
import { startIdentityPairing } from './start-identity-pairing.ts';

const stack = stackFromEnv();
const name = uniqueName('pair');
const environment = { TIVOLI_KEY: `${name}-tivoli`, OTHER_KEY: `${name}-other` };
const connection = connectKafka({ brokers: stack.brokers, clientId: name, topicPrefix: `${name}-` });
const registry = schemaRegistry(stack.registryUrl);
const out = publisher(connection, { source: '/spec' });
const metrics = createMetrics({ service: 'identity-pairing', version: '0' });
const stopping = new AbortController();
const [anna, bodil] = ['anna', 'bodil'].map((who) => contactIdOf('tivoli', `${who}@example.org`)) as [
  string,
  string,
];

/** Newest values, by topic, key and event. */
const newest = new Map<string, { value: unknown; headers: Record<string, string> }>();
const followed: Following[] = [];
let service: RunningService;

beforeAll(async () => {
  const plans = topicPlans(fileURLToPath(new URL('../../../deploy/topics.yaml', import.meta.url)));
  await createTopics(connection, plans, { replicas: 1, partitions: 2 });
  await publish(topics.connections, siteConnection('tivoli', 'env:TIVOLI_KEY'));
  await publish(topics.connections, siteConnection('other', 'env:OTHER_KEY'));
  service = await startIdentityPairing({
    name: 'identity-pairing',
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
      RETENTION_DAYS_BY_SITE: 'other=14',
    }),
    log: createLog({ service: 'identity-pairing', version: '0', level: 'silent' }),
    metrics,
    stopping: stopping.signal,
    environment,
  });
  followed.push(await follow(topics.identities), await follow(topics.contactActivity));
}, 60_000);

afterAll(async () => {
  stopping.abort();
  await Promise.all([service?.stop(), ...followed.map((one) => one.stop()), out.close()]);
  metrics.close();
}, 30_000);

it('what was done before a log-in is the contact’s as soon as somebody logs in with consent (BIL-53, BIL-54)', async () => {
  await say(
    consented(1),
    did(2, { productId: 'hamlet' }),
    did(3, { type: 'BasketAdded', productId: 'hamlet', count: 5 }),
  );
  await eventually(async () => {
    const { body } = await get('/v1/sites/tivoli/visitors/v1');
    expect(body).toMatchObject({ state: 'anonymous', events: { waiting: 2, attributed: 0 } });
  });
  await say(
    paired(4, anna, { trigger: 'login', proof: 'signed', customerId: '4711', correlationId: 'c-pairing' }),
  );
  await eventually(() => {
    expect(activity(anna, 2)).toMatchObject({ state: 'attributed', pairedBy: uuid(4), productId: 'hamlet' });
    expect(activity(anna, 3)).toMatchObject({ state: 'attributed', count: 5 });
  });
  const { headers } = newest.get(`contact-activity tivoli:${anna} ${uuid(3)}`) ?? {};
  expect(headers).toMatchObject({ 'correlation-id': 'c-pairing', origin: 'live' });
});

it('a known member is shown part by part, each with the fact behind it (BIL-52)', async () => {
  await eventually(async () => {
    const { status, body } = await get(`/v1/sites/tivoli/contacts/${anna}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      knownMember: {
        onList: null,
        cookies: { accepted: true, factId: uuid(1), occurredAt: '1970-01-01T00:00:01.000Z' },
        paired: { factId: uuid(4), trigger: 'login', proof: 'signed' },
      },
      visitors: [{ visitorId: 'v1', state: 'paired' }],
      customerIds: ['4711'],
    });
  });
});

it('five seats are five lines of one order, and one given back is gone (BIL-46, BIL-47, BIL-50)', async () => {
  const seats = ['B10', 'B11', 'B12', 'B13', 'B14'];
  await publish(topics.orders, order(1, seats));
  await eventually(async () => {
    const { body } = await get(`/v1/sites/tivoli/contacts/${anna}/activity`);
    expect(linesIn(body)).toEqual(seats);
    expect(body.orders).toMatchObject([{ orderId: '1001', lineCount: 5, totals: [{ amount: '1275.00' }] }]);
  });
  await publish(topics.orders, order(2, seats.toSpliced(2, 1)));
  await eventually(async () => {
    const { body } = await get(`/v1/sites/tivoli/contacts/${anna}/activity`);
    expect(linesIn(body)).toEqual(['B10', 'B11', 'B13', 'B14']);
  });
});

it('the activity is read page by page, newest first', async () => {
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const query: string = next === '' ? '' : `&before=${encodeURIComponent(next)}`;
    const { body } = await get(`/v1/sites/tivoli/contacts/${anna}/activity?limit=1${query}`);
    seen.push(...new Set<string>(body.items.map((one: { type: string }) => one.type)));
    next = body.next;
  }
  expect(seen).toEqual(['LineBought', 'BasketAdded', 'ProductVisited']);
});

it('why an event is nobody’s can be asked', async () => {
  await say(did(5, { isBot: true }), did(6, { cookieConsent: false }));
  await eventually(async () => {
    const events = '/v1/sites/tivoli/visitors/v1/events';
    expect((await get(`${events}/${uuid(5)}`)).body).toMatchObject({ state: 'withheld', reason: 'bot' });
    expect((await get(`${events}/${uuid(6)}`)).body).toMatchObject({
      state: 'withheld',
      reason: 'no-consent',
    });
    expect((await get(`${events}/${uuid(2)}`)).body).toMatchObject({ state: 'attributed', contactId: anna });
  });
});

it('a customer seen with a new address makes the old contact an alias of the new one, and back', async () => {
  await say(
    consented(21, true, { visitorId: 'v2' }),
    paired(22, bodil, { visitorId: 'v2', customerId: '4711' }),
  );
  await eventually(() => {
    expect(identity(anna)?.aliasOf).toMatchObject({
      contactId: bodil,
      factId: uuid(22),
      formerFactId: uuid(4),
    });
    expect(identity(bodil)?.aliases).toMatchObject([{ contactId: anna, customerId: '4711' }]);
  });
  await say(unpaired(23, bodil, { visitorId: 'v2' }));
  await eventually(() => {
    expect(identity(anna)?.aliasOf).toBeNull();
    expect(identity(bodil)).toMatchObject({ aliases: [], paired: null, visitors: [{ state: 'unpaired' }] });
  });
});

it('unpairing takes back exactly what came through the pairing, and says so downstream', async () => {
  const first = await post(`/v1/sites/tivoli/contacts/${anna}/unpair`);
  expect(first.status).toBe(202);
  expect(first.body.facts).toMatchObject([{ visitorId: 'v1' }]);
  await eventually(() => {
    expect(activity(anna, 2)).toMatchObject({ state: 'withdrawn', reason: 'unpaired', pairedBy: null });
    expect(activity(anna, 3)).toMatchObject({ state: 'withdrawn', reason: 'unpaired' });
    expect(identity(anna)).toMatchObject({ paired: null, cookies: null, visitors: [{ state: 'unpaired' }] });
  });
  const { body } = await get(`/v1/sites/tivoli/contacts/${anna}/activity`);
  expect(new Set(body.items.map((one: { type: string }) => one.type))).toEqual(new Set(['LineBought']));
  const visitor = await get('/v1/sites/tivoli/visitors/v1');
  expect(visitor.body).toMatchObject({
    state: 'unpaired',
    unpairings: [{ factId: first.body.facts[0].factId }],
  });
  expect((await post(`/v1/sites/tivoli/contacts/${anna}/unpair`)).body).toEqual({ facts: [] });
});

it('who asks must have a key of the site', async () => {
  for (const path of [
    'visitors/v1',
    `contacts/${anna}`,
    `contacts/${anna}/activity`,
    `visitors/v1/events/${uuid(2)}`,
  ]) {
    expect((await get(`/v1/sites/tivoli/${path}`, 'wrong')).status).toBe(401);
    expect((await get(`/v1/sites/tivoli/${path}`, environment.OTHER_KEY)).status).toBe(403);
  }
  expect(
    (await post(`/v1/sites/tivoli/contacts/${anna}/unpair`, undefined, environment.OTHER_KEY)).status,
  ).toBe(403);
});

it('what nobody ever heard of is not found, and what cannot be asked is told', async () => {
  expect((await get('/v1/sites/tivoli/visitors/none')).status).toBe(404);
  expect((await get('/v1/sites/tivoli/contacts/none')).status).toBe(404);
  expect((await get(`/v1/sites/tivoli/visitors/v1/events/${uuid(77)}`)).status).toBe(404);
  expect((await post('/v1/sites/tivoli/contacts/none/unpair')).status).toBe(404);
  expect((await get(`/v1/sites/tivoli/contacts/${anna}/activity?limit=101`)).status).toBe(400);
  expect((await get(`/v1/sites/tivoli/contacts/${anna}/activity?before=x`)).status).toBe(400);
  const bad = await post(`/v1/sites/tivoli/contacts/${anna}/unpair`, { visitorId: '' });
  expect([bad.status, bad.body.errors]).toMatchObject([422, [{ field: '/visitorId' }]]);
  expect((await post(`/v1/sites/tivoli/contacts/${anna}/unpair`, { visitor: 'v1' })).status).toBe(422);
  expect(
    (await post(`/v1/sites/tivoli/contacts/${anna}/unpair`, { visitorId: 'x'.repeat(5_000) })).status,
  ).toBe(413);
});

it('an identifier that stands for nobody is refused by name, and the others go on', async () => {
  const kept: unknown[] = [];
  followed.push(await follow(topics.refusals, (value) => kept.push(value)));
  await say(did(31, { visitorId: 'undefined' }), did(32, { visitorId: 'v3' }));
  await eventually(async () => {
    expect(kept).toMatchObject([{ reason: 'junk-identifier', service: `${name}-identity-pairing` }]);
    expect((await get('/v1/sites/tivoli/visitors/v3')).body.events.waiting).toBe(1);
  });
});

it('what becomes of events and pairings is counted', async () => {
  const { body } = await metrics.render(undefined);
  expect(body).toMatch(/stamkunde_site_event_outcomes_total\{outcome="attributed"\} 2/);
  expect(body).toMatch(/stamkunde_site_event_outcomes_total\{outcome="unpaired"\} 3/);
  expect(body).toMatch(/stamkunde_pairings_total\{state="counting",proof="signed"\} 1/);
});

async function get(path: string, key = environment.TIVOLI_KEY) {
  const response = await fetch(`${service.urls?.['api']}${path}`, {
    headers: { authorization: `Bearer ${key}`, connection: 'close' },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function post(path: string, body?: object, key = environment.TIVOLI_KEY) {
  const headers = { authorization: `Bearer ${key}`, connection: 'close' };
  const response = await fetch(`${service.urls?.['api']}${path}`, {
    method: 'POST',
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function linesIn(body: { items: readonly { lineId?: string }[] }): string[] {
  return body.items.flatMap(({ lineId }) => lineId ?? []);
}

function identity(contactId: string): Identity | undefined {
  return newest.get(`identities tivoli:${contactId}`)?.value as Identity | undefined;
}

function activity(contactId: string, number: number): ContactActivity | undefined {
  return newest.get(`contact-activity tivoli:${contactId} ${uuid(number)}`)?.value as
    | ContactActivity
    | undefined;
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
        const { factId = '' } = result.value as { factId?: string };
        newest.set(`${topic.name} ${message.key} ${factId}`.trimEnd(), { value: result.value, headers });
        onValue(result.value);
      }
    },
  });
}

async function say(...events: readonly SiteEvent[]): Promise<void> {
  for (const event of events) await publish(topics.siteEvents, event);
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

/** An order of these seats, as order-aggregator tells it. */
function order(rev: number, seats: readonly string[]): Order {
  const money = (amount: number) => ({ amount, scale: 2, currency: 'DKK', basis: 'gross' as const });
  return {
    siteId: 'tivoli',
    orderId: '1001',
    rev,
    buyer: anna,
    country: null,
    annulled: false,
    placedAt: 10_000,
    productCount: seats.length,
    totals: [money(25_500 * seats.length)],
    lines: ['B10', 'B11', 'B12', 'B13', 'B14'].map((lineId) => ({
      lineId,
      quantity: seats.includes(lineId) ? 1 : 0,
      bought: {
        quantity: 1,
        productId: 'hamlet',
        productName: 'Hamlet',
        unitPrice: money(25_500),
        occurredAt: 10_000,
        version: 1,
        factId: uuid(51),
      },
      cancellations: [],
    })),
    buyerStatement: null,
    countryStatement: null,
    annulmentStatement: null,
    otherBuyers: [],
  };
}
