import { topics } from '@stamkunde/contracts';
import { law } from '@stamkunde/testing';
import type { AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { mediaTypes } from './domain/items-of.ts';
import { refusedExamples, requestExamples } from './open-api/fact-examples.ts';
import { openApi } from './open-api/open-api.ts';
import { type SampleIngest, sampleIngest, sampleKey } from './sample-ingest.ts';

let ingest: SampleIngest;

beforeAll(async () => {
  ingest = await sampleIngest();
});
beforeEach(() => {
  ingest.taken();
  ingest.kafkaIs('there');
});
afterAll(() => ingest.close());

interface Asked {
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(body: unknown, { type = 'application/json', headers = {} }: Asked = {}) {
  const response = await fetch(`${ingest.url}/v1/facts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sampleKey}`, 'content-type': type, connection: 'close', ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

interface Answer {
  readonly detail?: string;
  readonly type?: string;
  readonly accepted?: number;
  readonly refused?: number;
  readonly results?: readonly {
    readonly status: number;
    readonly errors?: readonly { readonly field: string }[];
  }[];
  readonly errors?: readonly { readonly field: string; readonly reason: string }[];
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(
  JSON.parse(JSON.stringify(openApi).replaceAll('#/components/', 'api#/components/')) as AnySchema,
  'api',
);

/** What a JSON Schema of the document finds wrong with a value. */
function faultsBy(schema: object, value: unknown): unknown {
  const check = ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('#/components/', 'api#/components/')) as AnySchema,
  );
  return check(JSON.parse(JSON.stringify(value))) ? [] : check.errors;
}

const operation = openApi.paths['/v1/facts'].post;

type Content = Record<string, { readonly schema: object; readonly example: object }>;

/** Checks an answer against what the document says about its status. */
function expectDocumented(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}): void {
  const documented = (
    operation.responses as Record<number, { readonly content: Content; readonly headers?: object }>
  )[answer.status];
  const [mediaType, content] = Object.entries(documented?.content ?? {})[0] ?? [];
  expect(answer.headers.get('content-type')?.split(';')[0]).toBe(mediaType);
  expect(faultsBy(content?.schema ?? { not: {} }, answer.body)).toEqual([]);
  for (const name of Object.keys(documented?.headers ?? {})) expect(answer.headers.has(name)).toBe(true);
}

const described = (orderId: string) => ({
  type: 'OrderDescribed',
  orderId,
  occurredAt: '2026-01-01T00:00:00Z',
});

describe('the document', () => {
  const examples = Object.entries(requestExamples).flatMap(([type, named]) =>
    Object.entries(named).map(([name, { value }]): [string, string, unknown] => [type, name, value]),
  );

  it.each(examples)(
    'has an example in %s, %s, that fits its schema and is taken',
    async (type, _name, value) => {
      const { schema } = (operation.requestBody.content as Record<string, { schema: object }>)[type] ?? {
        schema: {},
      };
      expect(faultsBy(schema, value)).toEqual([]);
      const answer = await post(value, { type });
      expect(answer.status).toBe(202);
      expectDocumented(answer);
      expect(ingest.taken()).toHaveLength(Array.isArray(value) ? value.length : 1);
    },
  );

  it.each(Object.entries(operation.responses))(
    'has an answer %s that fits its own schema',
    (status, { content }) => {
      for (const { schema, example } of Object.values(content as Content)) {
        expect(faultsBy(schema, example)).toEqual([]);
        if ('status' in example) expect(example.status).toBe(Number(status));
      }
    },
  );

  it.each([
    { ...requestExamples['application/json']['a seat bought'].value, unitPrice: 38.5 },
    { ...requestExamples['application/json']['a seat bought'].value, priceBasis: null },
    { ...requestExamples['application/json']['a seat bought'].value, quantity: 1_000_000_001 },
    { ...requestExamples['application/json']['a seat bought'].value, unitPrice: null },
    { ...described('1'), lineId: '1' },
    { ...described('1'), colour: 'red' },
    { ...described('1'), buyer: {} },
    { ...described(''), buyer: null },
    [],
  ])('has a schema that refuses what the service refuses: %j', async (value) => {
    expect(faultsBy(operation.requestBody.content['application/json']?.schema ?? {}, value)).not.toEqual([]);
    expect((await post(value)).status).toBe(422);
  });

  it('is served to everybody', async () => {
    const response = await fetch(`${ingest.url}/v1/openapi.json`, { headers: { connection: 'close' } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApi)));
  });
});

const text = fc.oneof(
  fc.json(),
  fc.json().map((json) => json.slice(0, -1)),
  fc
    .json()
    .map(
      (json) => `[${json},{"type":"OrderAnnulled","orderId":${json},"occurredAt":"2026-01-01T00:00:00Z"}]`,
    ),
  fc.string({ unit: 'binary' }),
  fc.nat(2_000).map((depth) => '[{"a":'.repeat(depth)),
);
const hostileBody = fc.oneof(
  text.map((some) => Buffer.from(some)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

law(
  'whatever comes is answered: taken, or refused with a problem and nothing published',
  hostileBody,
  async (body) => {
    for (const type of mediaTypes) {
      const answer = await post(body, { type });
      expect([202, 207, 400, 413, 422]).toContain(answer.status);
      expectDocumented(answer);
      expect(ingest.taken()).toHaveLength(answer.body.accepted ?? 0);
    }
  },
);

describe('facts over HTTP', () => {
  it('go out with the trace of their request, a CloudEvent with its own', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await post(described('1'), { headers: { traceparent } });
    await post(requestExamples['application/cloudevents+json']['one event'].value);
    const [first] = ingest.taken();
    expect(first?.trace.traceparent).toBe(traceparent);
    expect(first?.key).toBe('demo:1');
  });

  it('come in CloudEvents in binary form, too', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'e1',
      'ce-source': '/x',
      'ce-type': 'dk.stamkunde.OrderAnnulled',
    };
    const taken = await post(
      { orderId: '1' },
      { headers: { ...headers, 'ce-time': '2026-01-01T00:00:00Z' } },
    );
    expect(taken.status).toBe(202);
    expect(await ingest.decoded(topics.orderLines, ingest.taken())).toMatchObject([
      { type: 'OrderAnnulled', correlationId: 'e1' },
    ]);
    const refused = await post({ orderId: '1' }, { headers: { ...headers, 'ce-type': 'x' } });
    expect(refused.body.errors).toMatchObject([{ header: 'ce-type' }, { field: '/occurredAt' }]);
    expectDocumented(refused);
  });

  it('are taken as far as they are good, each bad one answered in its place', async () => {
    const answer = await post(refusedExamples.partly);
    expect(answer.status).toBe(207);
    expectDocumented(answer);
    expect(answer.body).toMatchObject({
      accepted: 1,
      refused: 1,
      results: [{ status: 202 }, { status: 422, errors: [{ field: '/1/unitPrice', reason: 'float-money' }] }],
    });
    expect(ingest.taken()).toHaveLength(1);
  });

  it('are all refused when none is good', async () => {
    const answer = await post(refusedExamples.wholly);
    expect(answer.status).toBe(422);
    expectDocumented(answer);
    expect(answer.body.errors?.map(({ field }) => field)).toEqual(['/0/unitPrice', '/1/lineID']);
    expect(ingest.taken()).toEqual([]);
  });

  it('of another site are forbidden, alone and in company', async () => {
    const alone = await post([{ ...described('1'), siteId: 'other' }]);
    expect(alone.status).toBe(403);
    expectDocumented(alone);
    const { status, body } = await post([{ ...described('1'), siteId: 'other' }, described('1')]);
    expect(status).toBe(207);
    expect(body.results?.map((result) => result.status)).toEqual([403, 202]);
  });

  it('are answered 503 with a time to wait when Kafka is away', async () => {
    ingest.kafkaIs('away');
    const answer = await post(described('1'));
    expect(answer.status).toBe(503);
    expectDocumented(answer);
  });

  it('need MongoDB only with an Idempotency-Key', async () => {
    const answer = await post(described('1'), { headers: { 'idempotency-key': '"1"' } });
    expect(answer.status).toBe(503);
    expect(ingest.taken()).toEqual([]);
    expect((await post(described('1'))).status).toBe(202);
  });

  it('are refused beyond a thousand', async () => {
    const answer = await post(Array.from({ length: 1_001 }, (_, index) => described(String(index))));
    expect(answer.status).toBe(413);
    expectDocumented(answer);
    expect(
      (await post(Array.from({ length: 1_000 }, (_, index) => described(String(index))))).body.accepted,
    ).toBe(1_000);
  });

  it.each<[number, string, unknown, Asked]>([
    [400, 'no JSON', '{', {}],
    [400, 'nothing', '', {}],
    [400, 'brackets without end', '['.repeat(100_000), {}],
    [400, 'a prototype', '{"__proto__":{}}', {}],
    [400, 'a bad Idempotency-Key', described('1'), { headers: { 'idempotency-key': 'two words' } }],
    [401, 'no key', described('1'), { headers: { authorization: '' } }],
    [401, 'a wrong key', described('1'), { headers: { authorization: 'Bearer wrong' } }],
    [413, 'too many bytes', { ...described('1'), reference: 'x'.repeat(1_048_576) }, {}],
    [415, 'another media type', 'type=x', { type: 'application/x-www-form-urlencoded' }],
    [415, 'what only pages may send', described('1'), { type: 'text/plain' }],
    [415, 'another charset', described('1'), { type: 'application/json; charset=latin1' }],
    [422, 'a list as an event', [], { type: 'application/cloudevents+json' }],
    [422, 'an event as a list', {}, { type: 'application/cloudevents-batch+json' }],
    [422, 'a list in binary form', [{}], { headers: { 'ce-specversion': '1.0' } }],
    [422, 'a list within a list', [[described('1')]], {}],
    [422, 'a text', '"fact"', {}],
  ])('are answered %i for %s', async (status, _what, body, asked) => {
    const answer = await post(body, asked);
    expect(answer.status).toBe(status);
    expectDocumented(answer);
    expect(ingest.taken()).toEqual([]);
  });

  it('are told in which media types they are taken', async () => {
    const { status, body } = await post('{}', { type: 'application/x-www-form-urlencoded' });
    expect([status, body.detail]).toEqual([
      415,
      'A body is taken as application/json, application/cloudevents+json or application/cloudevents-batch+json: say so in Content-Type.',
    ]);
  });

  it('are posted, not put', async () => {
    const response = await fetch(`${ingest.url}/v1/facts`, {
      method: 'PUT',
      headers: { connection: 'close' },
    });
    expect(response.status).toBe(405);
    expectDocumented({ status: 405, headers: response.headers, body: await response.json() });
  });
});
