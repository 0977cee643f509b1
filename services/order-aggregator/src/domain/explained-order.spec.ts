import { explainedOrder } from './explained-order.ts';
import { initialOrder } from './order.ts';

const price = { amount: 1, scale: 3, currency: 'GBP', basis: 'gross' } as const;
const bought = {
  quantity: 3,
  productId: 'P-1',
  productName: null,
  unitPrice: price,
  occurredAt: 0,
  version: 2,
  factId: 'f-1',
};

describe('an order explained', () => {
  const order = {
    ...initialOrder('tivoli', '1001'),
    productCount: 1,
    placedAt: 0,
    totals: [price],
    buyerStatement: { buyer: '', version: 2, factId: 'f-1' },
    lines: [
      {
        lineId: 'B12',
        quantity: 1,
        bought,
        cancellations: [
          { cancellationId: 'c1', quantity: 2, occurredAt: 1_000, factId: 'f-2' },
          { cancellationId: 'c2', quantity: null, occurredAt: 1_000, factId: 'f-3' },
        ],
      },
      { lineId: 'B13', quantity: 0, bought: null, cancellations: [] },
    ],
  };

  it('tells money as exact decimals and moments as text', () => {
    expect(explainedOrder(order)).toMatchObject({
      placedAt: '1970-01-01T00:00:00.000Z',
      totals: [{ amount: '0.001', currency: 'GBP', basis: 'gross' }],
      lines: [
        {
          bought: { unitPrice: { amount: '0.001' } },
          cancellations: [{ quantity: 2 }, { quantity: 'all' }],
        },
        { bought: null },
      ],
    });
  });

  it('names each fact that made it once, with all that it states', () => {
    expect(explainedOrder(order).why).toEqual([
      { factId: 'f-1', version: 2, states: ['/buyer', '/lines/0/bought'] },
      { factId: 'f-2', states: ['/lines/0/cancellations/0'] },
      { factId: 'f-3', states: ['/lines/0/cancellations/1'] },
    ]);
  });
});
