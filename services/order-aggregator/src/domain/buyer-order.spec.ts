import type { BuyerOrder } from '@stamkunde/contracts';
import { buyerOrders, faultyField } from './buyer-order.ts';
import { initialOrder } from './order.ts';

const ANNA = '00000000-0000-5000-8000-00000000000a';
const BODIL = '00000000-0000-5000-8000-00000000000b';
const gbp = { amount: 250, scale: 2, currency: 'GBP', basis: 'gross' } as const;

describe('what an order tells', () => {
  const order = { ...initialOrder('tivoli', '1001'), rev: 3, buyer: ANNA, otherBuyers: [BODIL] };

  it('is what it adds, to its buyer, and to others that it adds nothing', () => {
    expect(buyerOrders({ ...order, placedAt: 7, productCount: 2, totals: [gbp] })).toEqual([
      { siteId: 'tivoli', contactId: BODIL, orderId: '1001', rev: 3, counts: null },
      {
        siteId: 'tivoli',
        contactId: ANNA,
        orderId: '1001',
        rev: 3,
        counts: { placedAt: 7, productCount: 2, values: [gbp] },
      },
    ]);
  });

  it('is that it adds nothing once nothing of it counts', () => {
    expect(buyerOrders(order).map((one) => one.counts)).toEqual([null, null]);
  });
});

describe('a contribution', () => {
  const counts = { placedAt: 7, productCount: 2, values: [gbp, { ...gbp, basis: 'net' as const }] };
  const good: BuyerOrder = { siteId: 'tivoli', contactId: ANNA, orderId: '1001', rev: 1, counts };

  it('as an order tells it has no fault', () => {
    expect(faultyField(good)).toBeUndefined();
    expect(faultyField({ ...good, counts: null })).toBeUndefined();
    expect(faultyField({ ...good, counts: { ...counts, values: [] } })).toBeUndefined();
  });

  it.each<[string, BuyerOrder]>([
    ['siteId', { ...good, siteId: 'Tivoli' }],
    ['contactId', { ...good, contactId: 'anna@example.org' }],
    ['orderId', { ...good, orderId: '' }],
    ['rev', { ...good, rev: 0 }],
    ['counts.placedAt', { ...good, counts: { ...counts, placedAt: 9e15 } }],
    ['counts.productCount', { ...good, counts: { ...counts, productCount: 0 } }],
    ['counts.values', { ...good, counts: { ...counts, values: [gbp, gbp] } }],
    ['counts.values', { ...good, counts: { ...counts, values: [{ ...gbp, amount: 2500, scale: 3 }] } }],
    ['counts.values', { ...good, counts: { ...counts, values: [{ ...gbp, currency: 'gbp' }] } }],
  ])('with a bad %s has one', (field, contribution) => {
    expect(faultyField(contribution)).toBe(field);
  });
});
