import { contactIdOf } from '@stamkunde/contracts';
import type { BillettenFacts } from './billetten-facts.ts';
import { fromBilletten } from './billetten-message.ts';

const now = Date.UTC(2026, 2, 1, 12);
const envelope = { id: 'evt-1', siteId: 'demo', occurredAt: '2026-03-01T11:00:00+01:00' };
const seat = (lineId: string) => ({
  lineId,
  productId: 'show-7',
  title: 'Måneskin over Mols',
  priceInclVat: '295.00',
});
const purchase = {
  ...envelope,
  type: 'purchase.completed',
  data: {
    orderNo: 'T-1',
    buyer: { email: 'Anna@Example.org', name: 'Anna Holm', phone: '+45 20 00 00 00' },
    consents: { related10_2: true, newsletter: false, terms: true },
    currency: 'DKK',
    lines: ['A1', 'A2', 'A3', 'A4', 'A5'].map(seat),
  },
};
const withData = (more: object) => ({ ...purchase, data: { ...purchase.data, ...more } });

function facts(input: unknown): BillettenFacts {
  const outcome = fromBilletten(input, 'demo', now, 'hash');
  if ('faults' in outcome) throw new Error(JSON.stringify(outcome.faults));
  return outcome.facts;
}

function told(input: unknown): string[] {
  const outcome = fromBilletten(input, 'demo', now, 'hash');
  return 'faults' in outcome ? outcome.faults.map(({ pointer, reason }) => `${pointer} ${reason}`) : [];
}

describe('purchase.completed', () => {
  it('BIL-46 becomes one line for each seat, BIL-47 of one order', () => {
    const { orderLines } = facts(purchase);
    expect(orderLines.map(({ type, lineId, quantity }) => [type, lineId, quantity])).toEqual(
      ['A1', 'A2', 'A3', 'A4', 'A5'].map((lineId) => ['LineBought', lineId, 1]),
    );
    expect(new Set(orderLines.map(({ orderId }) => orderId))).toEqual(new Set(['T-1']));
  });

  it('BIL-51 has prices with tax and without fee, said so on each of them', () => {
    expect(facts(purchase).orderLines[0]).toMatchObject({
      unitPrice: { amount: 29500, scale: 2, currency: 'DKK', basis: 'gross' },
      productName: 'Måneskin over Mols',
      buyer: contactIdOf('demo', 'anna@example.org'),
      correlationId: 'evt-1',
    });
  });

  it('BIL-07 names the buyer as a customer, BIL-08 whatever was agreed to', () => {
    const { customers } = facts(withData({ consents: { terms: true } }));
    expect(customers).toMatchObject([
      {
        contactId: contactIdOf('demo', 'anna@example.org'),
        address: 'Anna@Example.org',
        name: 'Anna Holm',
        phone: '+45 20 00 00 00',
        version: Date.UTC(2026, 2, 1, 10),
      },
    ]);
  });

  it.each([
    [{ related10_2: false, newsletter: false }, ['refused', 'refused']],
    [{ related10_2: true, newsletter: false }, ['granted', 'refused']],
    [{ related10_2: false, newsletter: true }, ['refused', 'granted']],
    [{ related10_2: true, newsletter: true }, ['granted', 'granted']],
  ])('BIL-10 BIL-11 BIL-13 BIL-18 has an answer for each box that was shown: %j', (consents, states) => {
    const { permissionStatements } = facts(withData({ consents: { ...consents, terms: true } }));
    expect(permissionStatements.map(({ purpose }) => purpose)).toEqual(['product-related', 'newsletter']);
    expect(permissionStatements.map(({ state }) => state)).toEqual(states);
    expect(permissionStatements[0]).toMatchObject({
      source: 'checkout',
      legalBasis: 'consent',
      proofHash: 'hash',
      capturedAt: Date.UTC(2026, 2, 1, 10),
    });
  });

  it('BIL-14 BIL-15 says nothing of a box that was not shown: silence is no statement', () => {
    expect(facts(withData({ consents: { terms: true } })).permissionStatements).toEqual([]);
    expect(facts(withData({ consents: { newsletter: null } })).permissionStatements).toEqual([]);
    expect(facts(withData({ consents: undefined })).permissionStatements).toEqual([]);
  });

  it('is the same facts when it is pushed again', () => {
    expect(facts(structuredClone(purchase))).toEqual(facts(purchase));
  });

  it('is refused as a whole, by the names it used, each fault once', () => {
    const lines = [seat('A1'), { ...seat('A2'), priceInclVat: 295 }, { ...seat('A3'), fee: '10.00' }, 'A4'];
    expect(told(withData({ lines }))).toEqual([
      '/data/lines/1/priceInclVat float-money',
      '/data/lines/2/fee unknown-field',
      '/data/lines/3 invalid-field',
    ]);
    expect(told(withData({ currency: 'kroner', orderNo: null }))).toEqual([
      '/data/orderNo missing-field',
      '/data/currency invalid-field',
    ]);
    expect(told(withData({ buyer: { email: 'anna' }, consents: { terms: 'yes' } }))).toEqual([
      '/data/buyer/email invalid-field',
      '/data/consents/terms invalid-field',
    ]);
    expect(told(withData({ lines: [] }))).toEqual(['/data/lines invalid-field']);
    expect(told({ ...purchase, occurredAt: 'today' })).toEqual(['/occurredAt invalid-field']);
    expect(told({ ...purchase, siteId: 'other' })).toEqual(['/siteId other-site']);
    expect(told({ ...purchase, type: 'purchase.complete' })).toEqual(['/type unknown-type']);
  });
});

it('BIL-50 ticket.cancelled takes back its line, the same one however often it is told', () => {
  const cancelled = {
    ...envelope,
    id: 'evt-2',
    type: 'ticket.cancelled',
    data: { orderNo: 'T-1', lineId: 'A3' },
  };
  expect(facts(cancelled).orderLines).toMatchObject([
    { type: 'LineCancelled', orderId: 'T-1', lineId: 'A3', cancellationId: 'evt-2', quantity: null },
  ]);
  expect(facts(structuredClone(cancelled))).toEqual(facts(cancelled));
  expect(told({ ...cancelled, data: { orderNo: '', lineId: 'A3' } })).toEqual([
    '/data/orderNo invalid-field',
  ]);
});

describe('what a page did, told by the server', () => {
  const visitor = { visitorId: 'v-1', cookieConsent: true };
  it.each([
    ['BIL-41', 'web.session', {}, { type: 'SessionStarted' }],
    ['BIL-42', 'web.visit', { productId: 'show-7' }, { type: 'ProductVisited', productId: 'show-7' }],
    ['BIL-43', 'web.basket_add', { productId: 'show-7', count: 2 }, { type: 'BasketAdded', count: 2 }],
    ['BIL-44', 'web.purchase', { orderNo: 'T-1' }, { type: 'BasketPurchased', orderId: 'T-1' }],
    [
      'BIL-54',
      'web.identify',
      { email: 'anna@example.org', trigger: 'login' },
      { type: 'VisitorPaired', proof: 'server', contactId: contactIdOf('demo', 'anna@example.org') },
    ],
  ])('%s %s is a site event with the consent of that moment', (_id, type, more, expected) => {
    const message = { ...envelope, type, data: { ...visitor, ...more } };
    expect(facts(message).siteEvents).toMatchObject([{ ...expected, visitorId: 'v-1', cookieConsent: true }]);
    const silent = { ...message, data: { ...message.data, cookieConsent: null } };
    expect(told(silent)).toEqual(['/data/cookieConsent missing-field']);
  });
});
