import {
  faultOfSiteEvent,
  reader,
  type SchemaRegistry,
  type SiteEvent,
  topics,
  writer,
} from '@stamkunde/contracts';
import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { BILLETTEN_TYPES, fromBilletten } from './billetten-message.ts';
import { FAULTS_MAX } from './field-reader.ts';
import { pageMessageOf } from './page-message.ts';
import type { Page, Speaker } from './pairing-proof.ts';
import { siteEventKinds } from './site-event-kinds.ts';
import { toSiteEvent } from './to-site-event.ts';

const now = Date.UTC(2026, 2, 1, 12);
const page: Page = { who: 'page', isBot: null, unsignedPairings: 'accept', isSigned: () => true };
const speakers: readonly Speaker[] = [{ who: 'server' }, page];

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'x',
    '\n',
    '\ud800',
    '__proto__',
    'x'.repeat(201),
    'anna@example.org',
    '2026-03-01T11:00:00Z',
  ),
);
const anything = fc.oneof(
  fc.jsonValue(),
  word,
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
);
const fields = [
  'visitorId',
  'occurredAt',
  'id',
  'sessionId',
  'cookieConsent',
  'marketing',
  'textVersion',
  'productId',
  'productName',
  'count',
  'orderId',
  'email',
  'contactId',
  'customerId',
  'trigger',
  'signature',
  'signedAt',
  'origin',
  'factId',
  'isBot',
];
const hostile = fc
  .tuple(
    fc.constantFrom(...Object.keys(siteEventKinds('server')), 'Unknown', null),
    fc.dictionary(fc.constantFrom(...fields), anything),
  )
  .map(([type, rest]) => ({ type, visitorId: 'v-1', occurredAt: '2026-03-01T11:00:00Z', ...rest }));

const registry: SchemaRegistry = {
  schema: async () => topics.siteEvents.schema,
  register: async () => 1,
  idOf: async () => 1,
};
const values = writer(topics.siteEvents, 1);
const read = reader(topics.siteEvents, registry);

async function onTopic(fact: SiteEvent): Promise<unknown> {
  const bytes = values.write(fact);
  await read.learn(bytes);
  const result = read.read(bytes);
  return 'value' in result ? result.value : result;
}

law(
  'whatever is said is understood or refused by name, and what is taken comes back from the topic',
  hostile,
  async (input) => {
    for (const speaker of speakers) {
      const outcome = toSiteEvent(input, 'demo', now, speaker);
      equal(toSiteEvent(JSON.parse(JSON.stringify(input)), 'demo', now, speaker), outcome);
      if ('faults' in outcome) {
        expect(outcome.faults.length).toBeGreaterThan(0);
        expect(outcome.faults.length).toBeLessThanOrEqual(FAULTS_MAX);
        continue;
      }
      equal(JSON.stringify(await onTopic(outcome.fact)), JSON.stringify(ordered(outcome.fact)));
      // Taken here and refused behind it, it would have been promised and lost.
      expect(faultOfSiteEvent(outcome.fact)).toBeUndefined();
    }
  },
);

/** With its members in the order of the schema, as the reader gives them. */
function ordered(fact: SiteEvent): object {
  const names = (topics.siteEvents.schema as { fields: { name: keyof SiteEvent }[] }).fields;
  return Object.fromEntries(names.map(({ name }) => [name, fact[name]]));
}

law('a message of a page is one, or is told why not', fc.jsonValue(), (body) => {
  const message = pageMessageOf(body);
  expect('faults' in message ? message.faults.length : message.events.length).toBeGreaterThan(0);
});

const data = fc.dictionary(
  fc.constantFrom(
    'orderNo',
    'buyer',
    'consents',
    'currency',
    'lines',
    'lineId',
    'visitorId',
    'cookieConsent',
    'email',
  ),
  fc.oneof(
    anything,
    fc.array(fc.dictionary(fc.constantFrom('lineId', 'title', 'priceInclVat'), anything), { maxLength: 3 }),
  ),
);

law(
  'whatever Billetten pushes is taken whole or refused by the names it used',
  fc.constantFrom(...BILLETTEN_TYPES),
  data,
  fc.dictionary(fc.constantFrom('id', 'type', 'occurredAt', 'siteId'), anything),
  (type, said, rest) => {
    const message = {
      id: 'e-1',
      type,
      siteId: 'demo',
      occurredAt: '2026-03-01T11:00:00Z',
      data: said,
      ...rest,
    };
    const outcome = fromBilletten(message, 'demo', now, 'x');
    if ('faults' in outcome) {
      expect(outcome.faults.length).toBeGreaterThan(0);
      for (const { detail } of outcome.faults) expect(detail).not.toMatch(/unitPrice|orderId|told@elsewhere/);
    }
  },
);
