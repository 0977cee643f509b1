import { topics } from '@stamkunde/contracts';
import { billettenExamples } from './open-api/site-examples.ts';
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

async function push(body: unknown, { key = sampleKey, site = 'demo', type = 'application/json' } = {}) {
  const response = await fetch(`${ingest.url}/v1/sites/${site}/billetten`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, connection: 'close' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

interface Answer {
  readonly accepted?: number;
  readonly results?: readonly { readonly factId: string }[];
  readonly errors?: readonly { readonly field: string; readonly reason: string }[];
}

const purchase = billettenExamples['five seats bought'].value;

it('BIL-46 BIL-47 BIL-51 takes a purchase: its seats, its buyer and what was agreed to, each on its topic', async () => {
  const { status, body } = await push(purchase);
  expect(status).toBe(202);
  const out = ingest.taken();
  expect(body.accepted).toBe(out.length);
  expect(out.map(({ topic, key }) => `${topic} ${key?.toString().split(':')[0]}`)).toEqual([
    ...Array.from({ length: 5 }, () => 'order-lines demo'),
    'customers demo',
    'permission-statements demo',
    'permission-statements demo',
  ]);
  const lines = await ingest.decoded(topics.orderLines, out);
  expect(new Set(lines.map(({ orderId }) => orderId)).size).toBe(1);
  expect(lines.every(({ unitPrice }) => unitPrice?.basis === 'gross')).toBe(true);
  const [customer] = await ingest.decoded(topics.customers, out);
  const statements = await ingest.decoded(topics.permissionStatements, out);
  expect(statements.map(({ contactId, proofHash }) => [contactId, proofHash?.length])).toEqual([
    [customer?.contactId, 64],
    [customer?.contactId, 64],
  ]);
});

it('answers a message that comes again with the very same facts', async () => {
  const first = await push(purchase);
  const again = await push(purchase);
  expect(again).toEqual(first);
});

it('takes nothing of a purchase with one bad seat, and names the seat', async () => {
  const lines = purchase.data.lines.map((line, at) => (at === 3 ? { ...line, priceInclVat: 38.5 } : line));
  const { status, body } = await push({ ...purchase, data: { ...purchase.data, lines } });
  expect(status).toBe(422);
  expect(body.errors).toMatchObject([{ field: '/data/lines/3/priceInclVat', reason: 'float-money' }]);
  expect(ingest.taken()).toEqual([]);
});

it('asks to be sent the message again while Kafka is away', async () => {
  ingest.kafkaIs('away');
  expect((await push(purchase)).status).toBe(503);
});

it.each<[number, string, unknown, Parameters<typeof push>[1]]>([
  [401, 'a wrong key', purchase, { key: 'wrong' }],
  [403, 'the path of another site', purchase, { site: 'other' }],
  [403, 'another site in the message', { ...purchase, siteId: 'other' }, {}],
  [415, 'a page', purchase, { type: 'text/plain' }],
  [422, 'a list', [purchase], {}],
  [422, 'an unknown type', { ...purchase, type: 'purchase.refunded' }, {}],
  [400, 'no JSON', '{', {}],
])('is answered %i for %s', async (status, _what, body, asked) => {
  expect((await push(body, asked)).status).toBe(status);
  expect(ingest.taken()).toEqual([]);
});
