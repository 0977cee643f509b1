import { topics } from '@stamkunde/contracts';
import { compact, withoutPersonal } from './compact.ts';

const id = '484c8051-1e1c-5321-87e1-d8878cb7bca9';
const fact = {
  factId: id,
  siteId: 'theatre',
  orderId: 'A1',
  type: 'LineBought',
  version: 1,
  occurredAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  origin: 'live',
  correlationId: 'c1',
  lineId: 'B12',
  quantity: 2,
  unitPrice: { amount: 34_550, scale: 2, currency: 'DKK', basis: 'gross' },
  buyer: '',
  buyerAddress: 'somebody@example.org',
  country: null,
};

describe('a message read aloud', () => {
  it('leaves out what says nothing, and gives moments, money and ids as people read them', () => {
    expect(compact(fact, topics.orderLines.schema, false)).toEqual([
      'factId 484c8051 · siteId theatre · orderId A1 · type LineBought · version 1 · occurredAt 2026-01-02T03:04:05.000Z · ' +
        'origin live · correlationId c1 · lineId B12 · quantity 2 · unitPrice 345.50 DKK gross · buyer "" · buyerAddress ***',
    ]);
  });

  it('shows personal fields only when asked to', () => {
    expect(compact(fact, topics.orderLines.schema, true)[0]).toContain('buyerAddress somebody@example.org');
    expect(withoutPersonal(fact, topics.orderLines.schema)).toMatchObject({
      buyerAddress: '***',
      lineId: 'B12',
    });
  });

  it('gives each row of a list a line, follows named schemas, and cuts what is long', () => {
    const price = { amount: 100, scale: 2, currency: 'GBP', basis: 'net' };
    const line = (lineId: number) => ({
      lineId: String(lineId),
      quantity: 1,
      bought: { quantity: 1, unitPrice: price },
      cancellations: [],
    });
    const order = { siteId: 's', totals: [price], lines: Array.from({ length: 10 }, (_, at) => line(at)) };
    expect(compact(order, topics.orders.schema, false).slice(0, 3)).toEqual([
      'siteId s · totals [1.00 GBP net]',
      'lines:',
      '  lineId 0 · quantity 1 · bought (quantity 1, unitPrice 1.00 GBP net)',
    ]);
    expect(compact(order, topics.orders.schema, false).at(-1)).toBe('  … 2 more');
  });

  it('puts the point into sums and averages', () => {
    const totals = {
      averageProductCount: 15_062,
      spend: [
        { currency: 'DKK', scale: 2, total: 42_050, lastOrderValue: 100, averageOrderValue: 4_205_000 },
      ],
    };
    expect(compact(totals, topics.purchaseTotals.schema, false)).toEqual([
      'averageProductCount 1.5062',
      'spend:',
      '  currency DKK · scale 2 · total 420.50 · lastOrderValue 1.00 · averageOrderValue 420.5000',
    ]);
  });
});
