import { connectMongo } from '@stamkunde/service';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { Purchase } from './domain/purchase.ts';
import { type PurchaseStore, placeOfPurchase, purchaseStore } from './purchase-store.ts';
import { purchasesInMemory } from './purchases-in-memory.ts';

const opened: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(opened.map((close) => close())));

const kinds: [string, () => Promise<PurchaseStore>][] = [
  ['in memory', async () => purchasesInMemory()],
  [
    'in MongoDB',
    async () => {
      const mongo = await connectMongo(stackFromEnv().mongoUri, { appName: 'purchase-store.int.spec' });
      const name = uniqueName('purchases');
      opened.push(async () => {
        await mongo.useDb(name).dropDatabase();
        await mongo.close();
      });
      return purchaseStore(mongo.useDb(name, { useCache: false }));
    },
  ],
];

describe.each(kinds)('purchases %s', (_, open) => {
  let purchases: PurchaseStore;
  beforeEach(async () => {
    purchases = await open();
  });
  const newest = async (...page: [number, Parameters<PurchaseStore['newest']>[2]?]) =>
    (await purchases.newest('tivoli:anna', ...page)).map(({ orderId, rev }) => [orderId, rev]);

  it('are told newest first, page by page', async () => {
    await purchases.keep([
      bought('1', 1_000),
      bought('2', 3_000),
      bought('3', 2_000),
      bought('4', 4_000, { buyer: 'bo' }),
    ]);
    expect(await newest(9)).toEqual([
      ['2', 1],
      ['3', 1],
      ['1', 1],
    ]);
    expect(await newest(1)).toEqual([['2', 1]]);
    expect(await newest(9, placeOfPurchase(bought('3', 2_000)))).toEqual([['1', 1]]);
  });

  it('are kept over a lower rev only', async () => {
    await purchases.keep([bought('1', 1_000, { rev: 2 })]);
    await purchases.keep([bought('1', 1_000, { rev: 1 }), bought('2', 2_000)]);
    await purchases.keep([bought('1', 1_000, { rev: 3, productCount: 4 })]);
    expect(await newest(9)).toEqual([
      ['2', 1],
      ['1', 3],
    ]);
  });

  it('that belong to somebody else by now, or to nobody, are not told', async () => {
    await purchases.keep([bought('1', 1_000), bought('2', 2_000)]);
    await purchases.keep([
      bought('1', 1_000, { rev: 2, buyer: 'bo' }),
      bought('2', 2_000, { rev: 2, buyer: null }),
    ]);
    expect(await newest(9)).toEqual([]);
  });
});

function bought(orderId: string, placedAt: number, said: Partial<Purchase> = {}): Purchase {
  const rest = { rev: 1, buyer: 'anna', productCount: 1, totals: [], lines: [] };
  return { siteId: 'tivoli', orderId, placedAt, ...rest, ...said };
}
