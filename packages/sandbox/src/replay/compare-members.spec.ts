import { contactIdOf, type PurchaseTotals } from '@stamkunde/contracts';
import { compareMembers } from './compare-members.ts';

const contactId = contactIdOf('shop', '12347@customers.invalid');

const totals: PurchaseTotals = {
  siteId: 'shop',
  contactId,
  rev: 9,
  orderCount: 7,
  productCount: 2_458,
  averageProductCount: 3_511_429,
  firstPurchaseAt: Date.parse('2010-12-07T14:57:00.000Z'),
  lastPurchaseAt: Date.parse('2011-12-07T15:52:00.000Z'),
  lastOrderId: '581180',
  spend: [
    {
      currency: 'GBP',
      basis: 'gross',
      orderCount: 7,
      scale: 2,
      total: 431_000,
      lastOrderValue: 22_482,
      averageOrderValue: 6_157_143,
    },
  ],
};

const columns = {
  customer_id: '12347',
  order_count: '7',
  product_count: '2458',
  total_spend: '4310',
  average_products: '351.1429',
  average_order_value: '615.7143',
  last_order_value: '224.82',
  first_purchase_at: '2010-12-07T14:57:00.000Z',
  last_purchase_at: '2011-12-07T15:52:00.000Z',
};

const compared = (cells: Record<string, string>, actual: PurchaseTotals | undefined = totals) =>
  compareMembers(
    [{ customerId: '12347', contactId, cells: new Map(Object.entries(cells)) }],
    new Map(actual === undefined ? [] : [[contactId, actual]]),
  );

describe('a member compared with the file of expected results', () => {
  it('is equal when every number is, however it is written', () => {
    expect(compared(columns)).toMatchObject({ members: 1, equal: 1, differ: 0, differences: [] });
    const otherwise = { ...columns, total_spend: '4310.00', last_purchase_at: '2011-12-07T16:52:00+01:00' };
    expect(compared(otherwise)).toMatchObject({ equal: 1 });
  });

  it.each([
    ['order_count', '8'],
    ['product_count', '2457'],
    ['total_spend', '4310.001'],
    ['average_products', '351.1428'],
    ['average_order_value', '615.7142'],
    ['last_order_value', '0'],
    ['first_purchase_at', '2010-12-07T14:58:00.000Z'],
    ['last_purchase_at', ''],
  ])('differs in %s by the least bit', (field, expected) => {
    const found = compared({ ...columns, [field]: expected });
    expect(found).toMatchObject({ equal: 0, differ: 1 });
    expect(found.differences.map((one) => one.field)).toEqual([field]);
  });

  it('is missing when nobody has heard of it, and unexpected when the file has not', () => {
    expect(compareMembers([], new Map([[contactId, totals]]))).toMatchObject({ members: 0, unexpected: 1 });
    const found = compareMembers(
      [{ customerId: '12347', contactId, cells: new Map(Object.entries(columns)) }],
      new Map(),
    );
    expect(found).toMatchObject({ missing: 1, equal: 0 });
  });

  it('who has cancelled everything is nobody the file has to know', () => {
    const emptied = { ...totals, orderCount: 0, productCount: 0, averageProductCount: null, spend: [] };
    const found = compareMembers(
      [],
      new Map([[contactId, { ...emptied, firstPurchaseAt: null, lastPurchaseAt: null }]]),
    );
    expect(found).toMatchObject({ unexpected: 0, differences: [] });
  });

  it('who spends in two currencies needs to be told which one is meant', () => {
    const euros = { ...(totals.spend[0] ?? ({} as never)), currency: 'EUR', total: 100 };
    const both = { ...totals, spend: [euros, ...totals.spend] };
    expect(compared(columns, both).differences).toEqual([
      { member: '12347', field: 'total_spend', expected: '4310', actual: '1 EUR gross and 4310 GBP gross' },
    ]);
    expect(compared({ ...columns, currency: 'GBP' }, both)).toMatchObject({ equal: 1 });
  });
});
