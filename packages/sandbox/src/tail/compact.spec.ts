import { topics } from '@stamkunde/contracts';
import { compact, withoutPersonal } from './compact.ts';

const fact = {
  factId: 'f1',
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

describe('a message in one line', () => {
  it('leaves out what says nothing, and reads moments and money aloud', () => {
    expect(compact(fact, topics.orderLines.schema, false)).toBe(
      'factId f1 · siteId theatre · orderId A1 · type LineBought · version 1 · occurredAt 2026-01-02T03:04:05.000Z · ' +
        'origin live · correlationId c1 · lineId B12 · quantity 2 · unitPrice 345.50 DKK gross · buyer "" · buyerAddress ***',
    );
  });

  it('shows personal fields only when asked to', () => {
    expect(compact(fact, topics.orderLines.schema, true)).toContain('buyerAddress somebody@example.org');
    expect(withoutPersonal(fact, topics.orderLines.schema)).toMatchObject({
      buyerAddress: '***',
      lineId: 'B12',
    });
  });

  it('cuts long lists and follows named schemas', () => {
    const price = { amount: 100, scale: 2, currency: 'GBP', basis: 'net' };
    const line = (lineId: string) => ({
      lineId,
      quantity: 1,
      bought: { quantity: 1, unitPrice: price },
      cancellations: [],
    });
    const order = { siteId: 's', totals: [price], lines: ['1', '2', '3', '4', '5', '6', '7', '8'].map(line) };
    const text = compact(order, topics.orders.schema, false);
    expect(text).toContain('totals [1.00 GBP net]');
    expect(text).toContain('{lineId 1, quantity 1, bought {quantity 1, unitPrice 1.00 GBP net}}');
    expect(text).toContain('… 2 more]');
  });
});
