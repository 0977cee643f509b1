import { faultOf, type OrderLineFact, orderKey, topics } from '@stamkunde/contracts';
import { arbitraryOf, equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { invalidFact } from './invalid-fact.ts';

const uuid = fc.constantFrom(
  '00000000-0000-5000-8000-00000000000a',
  '00000000-0000-5000-8000-0000000000FF',
  '',
);
const long = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 52, 2 ** 52 + 1, -(2 ** 52), -(2 ** 52) - 1),
);

/** Facts near the border: most fields are right, a few are not. */
const facts = arbitraryOf<OrderLineFact>(topics.orderLines.schema).chain((fact) =>
  fc.record({
    fact: fc.constant(fact),
    factId: fc.oneof(
      { weight: 9, arbitrary: fc.constant('00000000-0000-5000-8000-00000000000a') },
      { weight: 1, arbitrary: uuid },
    ),
    siteId: fc.constantFrom('theatre', 'theatre', 'theatre', 'Theatre', '', 'a'.repeat(65)),
    orderId: fc.constantFrom('A1', 'A1', 'A1', '', 'x'.repeat(200), 'x'.repeat(201)),
    version: long,
    quantity: fc.oneof(fc.constant(null), fc.nat(), long),
    price: fc.record({
      amount: long,
      scale: fc.integer({ min: -1, max: 7 }),
      currency: fc.constantFrom('DKK', 'JPY', 'KWD', 'CLF', 'dkk', ''),
      basis: fc.constantFrom('gross' as const, 'net' as const),
    }),
    isPriced: fc.boolean(),
    buyer: fc.oneof(fc.constant(null), uuid),
  }),
);

law(
  'the oracle and the services refuse the same facts, each by its own rules',
  facts.map(({ fact, price, isPriced, ...near }) => ({
    ...fact,
    ...near,
    unitPrice: isPriced ? price : null,
  })),
  (fact) => {
    const key = orderKey(fact.siteId, fact.orderId);
    equal(invalidFact(key, fact) !== undefined, faultOf(fact) !== undefined);
  },
);
