import { createHmac } from 'node:crypto';
import { contactIdOf, topics } from '@stamkunde/contracts';
import { law } from '@stamkunde/testing';
import fc from 'fast-check';
import { type SampleIngest, sampleIngest, sampleKey } from './sample-ingest.ts';

const origin = 'https://shop.example';
const signingKey = 'a-key-by-which-the-shop-signs';
const lines: string[] = [];
let ingest: SampleIngest;

beforeAll(async () => {
  ingest = await sampleIngest(
    { pairingKeys: ['env:OLD_KEY', 'env:SIGNING_KEY'] },
    {
      env: { SIGNING_KEY: signingKey, OLD_KEY: 'the-key-before-that-one' },
      onLog: (line) => lines.push(line),
    },
  );
});
beforeEach(() => {
  ingest.taken();
  ingest.kafkaIs('there');
});
afterAll(() => ingest.close());

interface Asked {
  readonly site?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly of?: SampleIngest;
}

async function send(
  body: unknown,
  { site = 'demo', method = 'POST', headers = {}, of = ingest }: Asked = {},
) {
  const response = await fetch(`${of.url}/v1/sites/${site}/browser-events`, {
    method,
    headers: {
      origin,
      connection: 'close',
      ...(method === 'OPTIONS' ? {} : { 'content-type': 'text/plain' }),
      ...headers,
    },
    ...(method === 'OPTIONS' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

const visited = (id: string, more: object = {}) => ({
  type: 'ProductVisited',
  id,
  visitorId: 'v-1',
  occurredAt: '2026-03-01T11:00:00Z',
  productId: 'show-7',
  ...more,
});
const paired = {
  type: 'VisitorPaired',
  id: 'p-1',
  visitorId: 'v-1',
  occurredAt: '2026-03-01T11:01:00Z',
  email: 'anna@example.org',
  trigger: 'login',
};

describe('pages of an allowed origin', () => {
  it('send JSON as text, without asking first, and are told so that they can read it', async () => {
    const { status, headers } = await send({ events: [visited('1'), visited('2')] });
    expect(status).toBe(202);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('origin');
    const out = ingest.taken();
    expect(out.map(({ topic, key }) => [topic, key])).toEqual([
      ['site-events', 'demo:v-1'],
      ['site-events', 'demo:v-1'],
    ]);
  });

  it('ask first for JSON by its name, and may', async () => {
    const { status, headers } = await send(undefined, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toBe('POST');
    expect(headers.get('access-control-allow-headers')).toBe('content-type');
    const json = await send({ events: [visited('1')] }, { headers: { 'content-type': 'application/json' } });
    expect(json.status).toBe(202);
  });

  it('can read what was wrong: a problem that names the field, whatever else was taken', async () => {
    const { status, headers, text } = await send({
      events: [visited('1'), visited('2', { visitorId: 'null' })],
    });
    expect(status).toBe(207);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(JSON.parse(text)).toMatchObject({
      accepted: 1,
      results: [
        { status: 202 },
        { status: 422, errors: [{ field: '/events/1/visitorId', reason: 'junk-identifier' }] },
      ],
    });
    expect(ingest.taken()).toHaveLength(1);
  });

  it.each<[number, unknown, Asked]>([
    [400, '{', {}],
    [413, { events: Array.from({ length: 51 }, (_, n) => visited(String(n))) }, {}],
    [413, { events: [visited('1', { productName: 'x'.repeat(66_000) })] }, {}],
    [415, { events: [] }, { headers: { 'content-type': 'application/cloudevents+json' } }],
    [415, 'a=b', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    [422, { events: [] }, {}],
    [422, { events: {} }, {}],
    [422, [visited('1')], {}],
    [422, { events: [visited('1')], key: sampleKey }, {}],
    [422, { events: [visited('1', { origin: 'backfill' })] }, {}],
    [405, { events: [] }, { method: 'PUT' }],
  ])('are answered %i, readable, for %j', async (status, body, asked) => {
    const answer = await send(body, asked);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(ingest.taken()).toEqual([]);
  });

  it('are asked to come again when Kafka is away', async () => {
    ingest.kafkaIs('away');
    const { status, headers } = await send({ events: [visited('1')] });
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(headers.get('access-control-expose-headers')).toBe('retry-after');
  });
});

describe('pages of another origin', () => {
  it.each([
    ['a foreign one', { origin: 'https://evil.example' }],
    ['one that begins alike', { origin: 'https://shop.example.evil.example' }],
    ['another port', { origin: 'https://shop.example:8443' }],
    ['another scheme', { origin: 'http://shop.example' }],
    ['none that is told', { origin: 'null' }],
  ])('get 403 and nothing else: %s', async (_what, headers) => {
    for (const method of ['POST', 'OPTIONS']) {
      const answer = await send({ events: [visited('1')] }, { headers, method });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(ingest.taken()).toEqual([]);
  });

  it('learn nothing about which sites there are', async () => {
    const { text: known } = await send({ events: [] }, { headers: { origin: 'https://evil.example' } });
    const { text: unknown } = await send({ events: [] }, { site: 'nobody' });
    const { traceId: _a, instance: _b, ...one } = JSON.parse(known);
    const { traceId: _c, instance: _d, ...other } = JSON.parse(unknown);
    expect(one).toEqual(other);
  });
});

describe('BIL-53 BIL-54 a pairing from a page', () => {
  const decoded = () => ingest.decoded(topics.siteEvents, ingest.taken());

  it('is answered the same whoever it is about, and its address stands neither on the topic nor in the log', async () => {
    const anna = await send({ events: [paired] });
    const taken = ingest.taken();
    const bob = await send({ events: [{ ...paired, email: 'bob@example.org' }] });
    const shape = (text: string) => text.replaceAll(/[0-9a-f-]{36}/g, 'id');
    expect([anna.status, shape(anna.text)]).toEqual([202, shape(bob.text)]);
    expect(anna.text).not.toContain(contactIdOf('demo', 'anna@example.org'));
    expect(Buffer.concat(taken.map(({ value }) => value ?? Buffer.alloc(0))).toString()).not.toContain(
      'anna@',
    );
    expect(lines.join()).not.toContain('anna@');
    const [fact] = await ingest.decoded(topics.siteEvents, taken);
    expect(fact).toMatchObject({ contactId: contactIdOf('demo', 'anna@example.org'), proof: 'unsigned' });
  });

  it('counts as signed with the signature of the shop, made with any of its keys', async () => {
    const signedAt = '2026-03-01T11:00:30Z';
    for (const key of [signingKey, 'the-key-before-that-one']) {
      const signature = createHmac('sha256', key).update(`v-1\nanna@example.org\n${signedAt}`).digest('hex');
      expect((await send({ events: [{ ...paired, signedAt, signature }] })).status).toBe(202);
      expect(await decoded()).toMatchObject([{ proof: 'signed' }]);
      const other = await send({ events: [{ ...paired, visitorId: 'v-2', signedAt, signature }] });
      expect(other.status).toBe(422);
    }
    const signature = createHmac('sha256', 'guess')
      .update(`v-1\nanna@example.org\n${signedAt}`)
      .digest('hex');
    expect((await send({ events: [{ ...paired, signedAt, signature }] })).status).toBe(422);
  });

  it('is refused unsigned where the site says so', async () => {
    const strict = await sampleIngest({ unsignedPairings: 'refuse' });
    const { status, text } = await send({ events: [paired, visited('1')] }, { of: strict });
    expect(status).toBe(207);
    expect(text).toContain('unsigned-pairing');
    expect(await strict.decoded(topics.siteEvents, strict.taken())).toMatchObject([
      { type: 'ProductVisited' },
    ]);
    await strict.close();
  });
});

describe('what nobody has a key for', () => {
  it('is bounded for each address, and for each site beside what its key may send', async () => {
    const slow = await sampleIngest({ factsPerSecondMax: 10 }, { eventsPerMinuteMax: 45 });
    const burst = { events: Array.from({ length: 40 }, (_, n) => visited(String(n))) };
    expect((await send(burst, { of: slow })).status).toBe(202);
    const late = await send({ events: [visited('late')] }, { of: slow });
    expect(late.status).toBe(429);
    expect(late.text).toContain('Pages of this site');
    const byAddress = await send(
      { events: Array.from({ length: 10 }, (_, n) => visited(`x${n}`)) },
      { of: slow },
    );
    expect(byAddress.status).toBe(429);
    expect(byAddress.text).not.toContain('Pages of this site');
    const facts = await fetch(`${slow.url}/v1/facts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sampleKey}`,
        'content-type': 'application/json',
        connection: 'close',
      },
      body: JSON.stringify({ type: 'OrderAnnulled', orderId: '1', occurredAt: '2026-01-01T00:00:00Z' }),
    });
    expect(facts.status).toBe(202);
    await slow.close();
  });

  it('is bounded for who sends nothing but rubbish, or knocks at doors that are not open', async () => {
    const narrow = await sampleIngest({}, { eventsPerMinuteMax: 4 });
    const statuses: number[] = [];
    for (const body of ['{', { events: [] }]) statuses.push((await send(body, { of: narrow })).status);
    for (const site of ['demo', 'nobody', 'demo', 'nobody'])
      statuses.push(
        (await send('{', { of: narrow, site, headers: { origin: 'https://evil.example' } })).status,
      );
    expect(statuses).toEqual([400, 422, 403, 403, 429, 429]);
    const late = await send({ events: [visited('1')] }, { of: narrow });
    expect([late.status, late.headers.get('access-control-allow-origin')]).toEqual([429, origin]);
    await narrow.close();
  });

  it('is marked when a program sends it, by its name or because its browser says so', async () => {
    const bot = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' };
    const person = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0 Safari/537.36' };
    await send({ events: [visited('1')] }, { headers: bot });
    await send({ events: [visited('1')] }, { headers: person });
    await send({ events: [visited('1')], webdriver: true }, { headers: person });
    const events = await ingest.decoded(topics.siteEvents, ingest.taken());
    expect(events.map(({ isBot }) => isBot)).toEqual([true, false, true]);
  });

  it('leaves no address of a network anywhere', async () => {
    lines.length = 0;
    await send({ events: [visited('1')] }, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    ingest.kafkaIs('away');
    await send({ events: [visited('1')] });
    const out = JSON.stringify(ingest.taken().map(({ value, ...rest }) => [rest, value?.toString('latin1')]));
    expect(out).not.toMatch(/127\.0\.0\.1|203\.0\.113\.7/);
    expect(lines.join()).not.toMatch(/203\.0\.113\.7|127\.0\.0\.1:\d+"/);
  });
});

const event = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom('type', 'visitorId', 'occurredAt', 'email', 'signature'), fc.jsonValue()),
);
const hostileBody = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.array(event, { maxLength: 3 }).map((events) => JSON.stringify({ events })),
  fc.nat(2_000).map((depth) => '{"events":['.repeat(depth)),
);

law('whatever a page sends is answered: taken, or refused with a problem', hostileBody, async (body) => {
  ingest.taken();
  const { status, text } = await send(body);
  expect([202, 207, 400, 413, 422]).toContain(status);
  expect(ingest.taken()).toHaveLength(JSON.parse(text).accepted ?? 0);
});
