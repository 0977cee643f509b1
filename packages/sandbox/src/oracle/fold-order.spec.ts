import type { OrderLineFact } from '@stamkunde/contracts';
import { foldOrder, isKnown } from './fold-order.ts';
import { foldTotals } from './fold-totals.ts';

const anna = '00000000-0000-5000-8000-00000000000a';
const bert = '00000000-0000-5000-8000-00000000000b';
let count = 0;

function fact(more: Partial<OrderLineFact>): OrderLineFact {
  const version = more.version ?? 1_000;
  return {
    factId: `00000000-0000-5000-8000-${String(++count).padStart(12, '0')}`,
    siteId: 'theatre',
    orderId: 'A1',
    type: 'LineBought',
    version,
    occurredAt: version,
    origin: 'live',
    correlationId: 'c1',
    lineId: null,
    cancellationId: null,
    quantity: null,
    productId: null,
    productName: null,
    unitPrice: null,
    buyer: null,
    buyerAddress: null,
    country: null,
    reference: null,
    ...more,
  };
}

const price = (amount: number, scale = 2, currency = 'GBP') =>
  ({ amount, scale, currency, basis: 'gross' }) as const;
const bought = (lineId: string, quantity: number, more: Partial<OrderLineFact> = {}) =>
  fact({ lineId, quantity, unitPrice: price(250), buyer: anna, ...more });
const cancelled = (lineId: string, cancellationId: string, quantity: number | null) =>
  fact({ type: 'LineCancelled', lineId, cancellationId, quantity, version: 2_000 });

describe('the reference fold of an order', () => {
  it('takes cancelled pieces off, and never below nothing', () => {
    const order = foldOrder([
      bought('1', 5),
      cancelled('1', 'x', 2),
      cancelled('1', 'y', 2),
      bought('2', 1),
      cancelled('2', 'z', 9),
    ]);
    expect(order.productCount).toBe(1);
    expect(order.totals).toEqual([price(250)]);
    expect(order.placedAt).toBe(1_000);
  });

  it('takes the whole line whatever its quantity turns out to be', () => {
    expect(foldOrder([cancelled('1', 'x', null), bought('1', 5)]).productCount).toBe(0);
  });

  it('counts a cancellation heard of twice once', () => {
    const once = cancelled('1', 'x', 2);
    expect(foldOrder([once, bought('1', 5), once]).productCount).toBe(3);
  });

  it('believes the one that takes most where a cancellation is stated in two ways', () => {
    const [few, many] = [cancelled('1', 'x', 1), cancelled('1', 'x', 4)];
    for (const facts of [
      [few, many],
      [many, few],
    ]) {
      expect(foldOrder([bought('1', 5), ...facts]).lines[0]).toMatchObject({
        quantity: 1,
        cancellations: [{ quantity: 4, factId: many.factId }],
      });
    }
  });

  it('knows nothing of an order that was only described by nothing', () => {
    expect(isKnown(foldOrder([fact({ type: 'OrderDescribed' })]))).toBe(false);
    expect(isKnown(foldOrder([fact({ type: 'OrderDescribed', buyer: '' })]))).toBe(true);
    expect(isKnown(foldOrder([cancelled('1', 'x', 1)]))).toBe(true);
  });

  it('lets an annulment win over a reinstatement of the same version, and a newer one over both', () => {
    const annulled = fact({ type: 'OrderAnnulled', version: 3_000 });
    const reinstated = fact({ type: 'OrderReinstated', version: 3_000 });
    expect(foldOrder([bought('1', 5), annulled, reinstated]).productCount).toBe(0);
    expect(
      foldOrder([fact({ type: 'OrderReinstated', version: 3_001 }), bought('1', 5), annulled]).productCount,
    ).toBe(5);
  });

  it('carries a third decimal exactly', () => {
    expect(foldOrder([bought('1', 3, { unitPrice: price(1, 3) })]).totals).toEqual([price(3, 3)]);
    expect(foldOrder([bought('1', 10, { unitPrice: price(1, 3) })]).totals).toEqual([price(1, 2)]);
    expect(foldOrder([bought('1', 2, { unitPrice: price(500, 0, 'JPY') })]).totals).toEqual([
      price(1_000, 0, 'JPY'),
    ]);
  });
});

describe('the reference totals of a buyer', () => {
  it('belong to whom the order is said to belong to last, and tell the other one of nothing', () => {
    const order = foldOrder([bought('1', 2), fact({ type: 'OrderDescribed', buyer: bert, version: 9_000 })]);
    const totals = foldTotals([order]);
    expect(totals.get(`theatre:${bert}`)?.orderCount).toBe(1);
    expect(totals.get(`theatre:${anna}`)).toMatchObject({
      orderCount: 0,
      averageProductCount: null,
      lastOrderId: null,
      spend: [],
    });
  });

  it('are averaged to four decimals', () => {
    const at = (orderId: string, quantity: number) =>
      foldOrder([bought('1', quantity, { orderId, unitPrice: price(1) })]);
    const totals = foldTotals([at('A1', 1), at('A2', 1), at('A3', 3)]).get(`theatre:${anna}`);
    expect(totals?.averageProductCount).toBe(16_667);
    expect(totals?.spend[0]).toMatchObject({
      total: 5,
      averageOrderValue: 167,
      lastOrderValue: 3,
      orderCount: 3,
    });
    expect(totals?.lastOrderId).toBe('A3');
  });
});
