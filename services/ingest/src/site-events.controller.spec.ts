import { contactIdOf, topics } from '@stamkunde/contracts';
import { type SampleIngest, sampleIngest, sampleKey } from './sample-ingest.ts';

let ingest: SampleIngest;
beforeAll(async () => {
  ingest = await sampleIngest();
});
beforeEach(() => void ingest.taken());
afterAll(() => ingest.close());

async function post(body: unknown, { site = 'demo', type = 'application/json', key = sampleKey } = {}) {
  const response = await fetch(`${ingest.url}/v1/sites/${site}/site-events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, connection: 'close' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const paired = {
  type: 'VisitorPaired',
  visitorId: 'v-1',
  occurredAt: '2026-03-01T11:00:00Z',
  email: 'anna@example.org',
  trigger: 'login',
};

it('takes one event or many from a server, which vouches for its pairings', async () => {
  expect((await post(paired)).status).toBe(202);
  expect((await post([paired, { ...paired, trigger: null }])).status).toBe(207);
  const out = ingest.taken();
  const events = await ingest.decoded(topics.siteEvents, out);
  const contactId = contactIdOf('demo', 'anna@example.org');
  expect(events).toMatchObject([
    { contactId, proof: 'server' },
    { contactId, proof: 'server' },
  ]);
  expect(events[0]?.factId).toBe(events[1]?.factId);
});

it('takes them as CloudEvents, too', async () => {
  const { type, occurredAt, ...data } = paired;
  const event = {
    specversion: '1.0',
    id: 'e-1',
    source: '/shop',
    type: `dk.stamkunde.${type}`,
    time: occurredAt,
    data,
  };
  expect((await post(event, { type: 'application/cloudevents+json' })).status).toBe(202);
  expect(await ingest.decoded(topics.siteEvents, ingest.taken())).toMatchObject([
    { type: 'VisitorPaired', correlationId: 'e-1', occurredAt: Date.UTC(2026, 2, 1, 11) },
  ]);
  const strange = await post(
    { ...event, type: 'dk.stamkunde.LineBought' },
    { type: 'application/cloudevents+json' },
  );
  expect([strange.status, strange.text]).toEqual([
    422,
    expect.stringContaining('dk.stamkunde.VisitorUnpaired'),
  ]);
});

it('names faults where they were said, at the path they were said to', async () => {
  const { text } = await post([paired, { ...paired, visitorId: 'undefined' }]);
  expect(JSON.parse(text).results[1]).toMatchObject({
    instance: '/v1/sites/demo/site-events',
    errors: [{ field: '/1/visitorId', reason: 'junk-identifier' }],
  });
});

it.each([
  [401, { key: 'wrong' }],
  [403, { site: 'other' }],
  [415, { type: 'text/plain' }],
])('is answered %i to who may not, or speaks otherwise: %j', async (status, asked) => {
  expect((await post(paired, asked)).status).toBe(status);
  expect(ingest.taken()).toEqual([]);
});
