import { type BuyerOrder, type PurchaseTotals, reader, topics, writer } from '@stamkunde/contracts';
import { Delivered, type Outgoing } from '@stamkunde/stream';
import { buyersInMemory } from './buyers-in-memory.ts';
import { type TotalPurchasesPorts, totalPurchases } from './total-purchases.ts';

const ANNA = '00000000-0000-5000-8000-00000000000a';
const BODIL = '00000000-0000-5000-8000-00000000000b';

const totals = reader(topics.purchaseTotals, {
  schema: async () => topics.purchaseTotals.schema,
  register: async () => 1,
  idOf: async () => 1,
});
await totals.learn(Buffer.from([0, 0, 0, 0, 1]));

describe('what a buyer has bought', () => {
  it('is announced once for all contributions of a batch', async () => {
    const { onBuyerOrders, published } = system();
    expect(await onBuyerOrders([adds(ANNA, '1'), adds(BODIL, '2'), adds(ANNA, '3')])).toEqual([]);
    expect(published.map(({ key, event }) => [key, event.id])).toEqual([
      [`tivoli:${ANNA}`, `tivoli:${ANNA}@1`],
      [`tivoli:${BODIL}`, `tivoli:${BODIL}@1`],
    ]);
    expect(published.map((one) => readTotals(one).orderCount)).toEqual([2, 1]);
  });

  it('is announced again when it is told again, since nobody knows whether it was the first time', async () => {
    const { onBuyerOrders, published } = system();
    await onBuyerOrders([adds(ANNA, '1')]);
    const first = published.splice(0);
    await onBuyerOrders([adds(ANNA, '1')]);
    expect(published).toEqual(first);
  });

  it('that the store has lost is announced above all that was announced before', async () => {
    const { onBuyerOrders, published } = system();
    const began = Date.now();
    const again = adds(ANNA, '1');
    await onBuyerOrders([new Delivered(again.value, again.key, {}, true)]);
    await onBuyerOrders([adds(ANNA, '2')]);
    const [lost, next] = published.map((one) => readTotals(one).rev);
    expect(lost).toBeGreaterThanOrEqual(began);
    expect(next).toBe((lost ?? 0) + 1);
  });

  it('is history when the live ones among the contributions say nothing new', async () => {
    const { onBuyerOrders, published } = system();
    await onBuyerOrders([adds(ANNA, '1')]);
    await onBuyerOrders([adds(ANNA, '1'), adds(ANNA, '2', {}, 'backfill')]);
    await onBuyerOrders([adds(ANNA, '3'), adds(ANNA, '4', {}, 'backfill')]);
    expect(published.map(({ trace }) => trace.origin)).toEqual(['live', 'backfill', 'live']);
  });

  it('is nothing when the only order was taken back, and that is announced', async () => {
    const { onBuyerOrders, published } = system();
    await onBuyerOrders([adds(ANNA, '1')]);
    await onBuyerOrders([adds(ANNA, '1', { rev: 2, counts: null })]);
    expect(readTotals(published[1])).toMatchObject({
      orderCount: 0,
      productCount: 0,
      lastOrderId: null,
      spend: [],
    });
  });

  it('is the same with a hundred orders, each told and retold, as reckoned by hand', async () => {
    const { onBuyerOrders, published } = system({ contributionsMax: 7 });
    const orders = Array.from({ length: 100 }, (_, index) => String(index));
    await onBuyerOrders(orders.map((id) => adds(ANNA, id)));
    await onBuyerOrders(orders.slice(0, 60).map((id) => adds(ANNA, id, { rev: 2, counts: null })));
    expect(readTotals(published.at(-1))).toMatchObject({
      orderCount: 40,
      productCount: 80,
      averageProductCount: 20_000,
      firstPurchaseAt: 1060,
      lastPurchaseAt: 1099,
      lastOrderId: '99',
      spend: [{ orderCount: 40, total: 10_000, lastOrderValue: 250, averageOrderValue: 25_000 }],
    });
  });

  it('does not mix sites, should two name the same contact', async () => {
    const { onBuyerOrders, published } = system();
    await onBuyerOrders([adds(ANNA, '1'), adds(ANNA, '1', { siteId: 'legoland' })]);
    expect(published.map((one) => [readTotals(one).siteId, readTotals(one).orderCount])).toEqual([
      ['tivoli', 1],
      ['legoland', 1],
    ]);
  });

  it('refuses what no order has told, and takes the rest', async () => {
    const { onBuyerOrders, published } = system();
    const refused = await onBuyerOrders([adds('nobody', '1'), adds(ANNA, '1')]);
    expect(refused).toEqual([
      { index: 0, reason: 'invalid-field', detail: 'contactId is not what an order tells its buyer' },
    ]);
    expect(published).toHaveLength(1);
  });

  it('refuses a value that would make a sum inexact, and keeps what was known', async () => {
    const { onBuyerOrders, published } = system();
    const huge = {
      placedAt: 1,
      productCount: 1,
      values: [{ amount: 2 ** 51, scale: 2, currency: 'GBP', basis: 'gross' }],
    } as const;
    const refused = await onBuyerOrders([adds(ANNA, '1'), adds(ANNA, '2', { counts: huge })]);
    expect(refused).toMatchObject([{ index: 1, reason: 'amount-too-large' }]);
    expect(readTotals(published[0]).orderCount).toBe(1);
  });
});

describe('contributions with a document of their own', () => {
  it('are written before the sums that count them', async () => {
    const written: string[] = [];
    const buyers = buyersInMemory();
    const { onBuyerOrders } = system({
      bounds: { recentMax: 1, recentMin: 1 },
      buyers: {
        ...buyers,
        async spill(orders) {
          if (orders.length > 0) written.push(`spilled ${orders.map((one) => one.orderId)}`);
          await buyers.spill(orders);
        },
        async save(changed) {
          written.push(`saved ${changed.map(({ buyer }) => buyer.settled?.orderCount ?? 0)}`);
          return buyers.save(changed);
        },
      },
    });
    await onBuyerOrders([adds(ANNA, '1')]);
    await onBuyerOrders([adds(ANNA, '2')]);
    expect(written).toEqual(['saved 0', 'spilled 1', 'saved 1']);
  });

  it('are never those that only this batch has brought', async () => {
    const spilled: string[] = [];
    const buyers = buyersInMemory();
    const { onBuyerOrders } = system({
      bounds: { recentMax: 1, recentMin: 1 },
      buyers: { ...buyers, spill: async (orders) => void spilled.push(...orders.map((one) => one.orderId)) },
    });
    await onBuyerOrders([adds(ANNA, '1'), adds(ANNA, '2'), adds(ANNA, '3')]);
    expect(spilled).toEqual([]);
    await onBuyerOrders([adds(ANNA, '1', { rev: 2 }), adds(ANNA, '4')]);
    expect(spilled).toEqual(['2', '3']);
  });
});

function system(ports: Partial<TotalPurchasesPorts> = {}) {
  const published: Outgoing[] = [];
  const onBuyerOrders = totalPurchases({
    buyers: buyersInMemory(),
    publish: async (messages) => void published.push(...messages),
    writeTotals: writer(topics.purchaseTotals, 1).write,
    ...ports,
  });
  return { onBuyerOrders, published };
}

function adds(
  contactId: string,
  orderId: string,
  said: Partial<BuyerOrder> = {},
  origin = 'live',
): Delivered<BuyerOrder> {
  const counts = {
    placedAt: 1000 + Number(orderId),
    productCount: 2,
    values: [{ amount: 250, scale: 2, currency: 'GBP', basis: 'gross' }],
  } as const;
  const contribution: BuyerOrder = { siteId: 'tivoli', contactId, orderId, rev: 1, counts, ...said };
  return new Delivered(contribution, contactId, { headers: { 'correlation-id': `c-${orderId}`, origin } });
}

function readTotals(message: Outgoing | undefined): PurchaseTotals {
  const read = totals.read(message?.value ?? Buffer.alloc(0));
  if ('fault' in read) throw new Error(read.detail);
  return read.value;
}
