import type { BuyerOrder } from '@stamkunde/contracts';
import { initialBuyer } from '../domain/buyer.ts';
import { initialOrder } from '../domain/order.ts';
import { purchaseTotals } from '../domain/purchase-totals.ts';
import { differencesOfBuyers, differencesOfOrders } from './differences.ts';
import type { WholeBuyer } from './projection.ts';

const statement = { version: 1, factId: 'f', country: 'Denmark' };
const order = { ...initialOrder('theatre', 'A1'), rev: 3, country: 'Denmark', countryStatement: statement };

describe('two orders', () => {
  it('are alike whatever their revs', () => {
    expect(differencesOfOrders(order, { ...order, rev: 9 })).toEqual([]);
  });

  it('are told apart field by field', () => {
    expect(differencesOfOrders(order, { ...order, annulled: true })).toEqual([
      'annulled is false, should be true',
    ]);
  });

  it('are different when one is missing, but for one of which nothing was ever heard', () => {
    expect(differencesOfOrders(undefined, order)).toEqual(['is not there']);
    expect(differencesOfOrders(order, undefined)).toEqual(['is there, and no fact speaks of it']);
    expect(differencesOfOrders(initialOrder('theatre', 'A1'), undefined)).toEqual([]);
  });
});

const contribution = (orderId: string, rev: number, productCount: number): BuyerOrder => ({
  siteId: 'theatre',
  contactId: 'c',
  orderId,
  rev,
  counts: { placedAt: 1, productCount, values: [] },
});

function buyerOf(more: Partial<WholeBuyer>): WholeBuyer {
  const totals = purchaseTotals(initialBuyer('theatre', 'c'));
  return { rev: 1, totals, recent: [], settled: null, spilled: [], ...more };
}

describe('two buyers', () => {
  it('are alike in whatever parts they are stored, and whatever the revs of their orders', () => {
    const one = buyerOf({ recent: [contribution('A', 4, 1), contribution('B', 1, 2)] });
    const other = buyerOf({ recent: [contribution('B', 2, 2)], spilled: [contribution('A', 7, 1)] });
    expect(differencesOfBuyers(one, other)).toEqual([]);
  });

  it('are different when their sums agree and what they are made of does not', () => {
    const one = buyerOf({ recent: [contribution('A', 1, 1)] });
    const other = buyerOf({ recent: [contribution('A', 1, 2)] });
    expect(differencesOfBuyers(one, other)).toHaveLength(1);
  });
});
