import {
  faultOf,
  type OrderLineFact,
  reader,
  type SchemaRegistry,
  topics,
  writer,
} from '@stamkunde/contracts';
import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { fromCloudEvent } from './cloud-event.ts';
import { FAULTS_MAX } from './field-reader.ts';
import { KINDS, orderFacts, toFact } from './to-fact.ts';

const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.constantFrom('\u001f', '__proto__', 'x'.repeat(200)),
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', 'İstanbul', '\u0000'),
);
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 6n }), fc.integer({ min: 0, max: 999_999 }))
  .map(([negative, whole, part]) => `${negative ? '-' : ''}${whole}.${String(part).padStart(6, '0')}`);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const now = Date.UTC(3000, 0, 1);
const orders = orderFacts('demo', now);
const moment = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const price = fc.record({
  unitPrice: decimal,
  currency: fc.constantFrom('GBP', 'JPY', 'KWD'),
  priceBasis: fc.constantFrom('gross', 'net'),
});
const buyer = fc.oneof(
  fc.emailAddress().map((email) => ({ email })),
  fc.uuid().map((contactId) => ({ contactId })),
  fc.constant({ guest: true }),
);
const anyKind = {
  orderId: id,
  occurredAt: moment,
  version: optional(fc.nat()),
  buyer: optional(buyer),
  country: optional(text),
  reference: optional(text),
  correlationId: optional(id),
  origin: optional(fc.constantFrom('live', 'backfill')),
};

/** What producers may send. */
const valid = fc.oneof(
  fc
    .tuple(
      fc.record({
        ...anyKind,
        type: fc.constant('LineBought'),
        lineId: id,
        quantity: fc.nat(100),
        productId: optional(id),
        productName: optional(text),
      }),
      fc.option(price, { nil: {} }),
    )
    .map(([line, priced]) => ({ ...line, ...priced })),
  fc.record({
    ...anyKind,
    type: fc.constant('LineCancelled'),
    lineId: id,
    quantity: optional(fc.nat(100)),
    cancellationId: optional(id),
  }),
  fc.record({ ...anyKind, type: fc.constantFrom('OrderAnnulled', 'OrderReinstated', 'OrderDescribed') }),
);

/** JSON of any form, often close to what is valid. */
const hostile = fc.oneof(
  fc.jsonValue(),
  fc
    .tuple(valid, fc.string(), fc.jsonValue())
    .map(([fact, name, value]) => JSON.parse(JSON.stringify({ ...fact, [name]: value })) as unknown),
  fc
    .tuple(valid, fc.constantFrom(...names()), fc.jsonValue())
    .map(([fact, name, value]) => ({ ...fact, [name]: value })),
);

function names(): string[] {
  return [
    'type',
    'siteId',
    'orderId',
    'lineId',
    'occurredAt',
    'version',
    'quantity',
    'unitPrice',
    'currency',
    'priceBasis',
    'productId',
    'productName',
    'buyer',
    'country',
    'reference',
    'cancellationId',
    'factId',
    'correlationId',
    'origin',
  ];
}

const schemaId = 7;
const registry: SchemaRegistry = {
  schema: async () => topics.orderLines.schema,
  register: async () => schemaId,
  idOf: async () => schemaId,
};
const values = writer(topics.orderLines, schemaId);
const facts = reader(topics.orderLines, registry);
await facts.learn(
  values.write(accepted({ type: 'OrderAnnulled', orderId: '1', occurredAt: '2026-01-01T00:00:00Z' })),
);

function accepted(input: unknown): OrderLineFact {
  const outcome = toFact(input, 'demo', now);
  if ('faults' in outcome) throw new Error(JSON.stringify(outcome.faults));
  return outcome.fact;
}

law('what producers may send is taken', valid, (input) => {
  accepted(input);
});

law(
  'no JSON makes it throw: there is a fact, or there are faults, and not too many of them',
  hostile,
  (input) => {
    for (const outcome of [toFact(input, 'demo', now), fromCloudEvent(input, orders, now)]) {
      if ('fact' in outcome) continue;
      expect(outcome.faults.length).toBeGreaterThan(0);
      expect(outcome.faults.length).toBeLessThanOrEqual(FAULTS_MAX * 2);
    }
  },
);

law(
  'what is taken passes the rule of the topic and comes out of the codec as it went in',
  hostile,
  (input) => {
    const outcome = toFact(input, 'demo', now);
    if ('faults' in outcome) return;
    expect(faultOf(outcome.fact)).toBeUndefined();
    const read = facts.read(values.write(outcome.fact));
    // As JSON: what the codec hands out has prototypes of its own.
    equal(
      JSON.parse(JSON.stringify('value' in read ? read.value : read)),
      JSON.parse(JSON.stringify(outcome.fact)),
    );
  },
);

law('the same content sent twice is the same fact', valid, (input) => {
  equal(toFact(JSON.parse(JSON.stringify(input)), 'demo', now), toFact(input, 'demo', now));
});

law(
  'how it comes, and under which correlation, makes no other fact of it',
  valid,
  id,
  (input, correlationId) => {
    equal(accepted({ ...input, origin: 'backfill', correlationId }).factId, accepted(input).factId);
  },
);

law(
  'what is taken did not happen more than a day ahead, whatever the clock says',
  valid,
  fc.date({ noInvalidDate: true }),
  (input, present) => {
    const isAhead = Date.parse(input.occurredAt) > present.getTime() + 86_400_000;
    expect('faults' in toFact(input, 'demo', present.getTime())).toBe(isAhead);
  },
);

law('other content is another fact', valid, valid, (one, other) => {
  const { factId: first, correlationId: _a, origin: _b, ...said } = accepted(one);
  const { factId: second, correlationId: _c, origin: _d, ...saidToo } = accepted(other);
  expect(first === second).toBe(JSON.stringify(said) === JSON.stringify(saidToo));
});

law('an envelope changes nothing about a fact but its correlation id', valid, id, (input, eventId) => {
  const { type, occurredAt, correlationId: _, ...data } = input;
  const event = {
    specversion: '1.0',
    id: eventId,
    source: '/x',
    type: `dk.stamkunde.${type}`,
    time: occurredAt,
    data,
  };
  const plain = accepted({ ...data, type, occurredAt });
  equal(fromCloudEvent(event, orders, now), { fact: { ...plain, correlationId: eventId } });
});

it('knows every kind of fact that is not unknown', () => {
  expect(KINDS).toHaveLength(5);
});
