import { type Order, reader, topics, writer } from '@stamkunde/contracts';
import { connectMongo } from '@stamkunde/service';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { initialOrder } from './domain/order.ts';
import { type ChangedOrder, type OrderStore, orderStore } from './order-store.ts';
import { ordersInMemory } from './orders-in-memory.ts';

const KEY = 'tivoli:1001';
const schemas = { schema: async () => topics.orders.schema, register: async () => 1, idOf: async () => 1 };
const values = writer(topics.orders, 1);

const opened: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(opened.map((close) => close())));

/** Two stores over the same documents, as two processes have them. */
const kinds: [string, () => Promise<[OrderStore, OrderStore]>][] = [
  [
    'in memory',
    async () => {
      const orders = ordersInMemory();
      return [orders, orders];
    },
  ],
  [
    'in MongoDB',
    async () => {
      const mongo = await connectMongo(stackFromEnv().mongoUri, { appName: 'order-store.int.spec' });
      const name = uniqueName('orders');
      opened.push(async () => {
        await mongo.useDb(name).dropDatabase();
        await mongo.close();
      });
      const store = () =>
        orderStore(mongo.useDb(name, { useCache: false }), reader(topics.orders, schemas), 1_048_576);
      return [await store(), await store()];
    },
  ],
];

describe.each(kinds)('orders %s', (_, open) => {
  let mine: OrderStore;
  let theirs: OrderStore;
  beforeEach(async () => {
    [mine, theirs] = await open();
  });

  it('that were never saved are not found', async () => {
    expect(await mine.load([KEY])).toEqual(new Map());
    expect(await mine.load([])).toEqual(new Map());
  });

  it('are found as they were saved, bytes included, also by others', async () => {
    const saved = stored({ rev: 1, buyer: 'anna', placedAt: 1 });
    expect(await mine.save([saved])).toEqual([]);
    for (const store of [mine, theirs]) {
      const found = (await store.load([KEY, 'tivoli:other'])).get(KEY);
      expect(plain(found?.order)).toEqual(saved.order);
      expect(found?.bytes.equals(saved.bytes)).toBe(true);
    }
  });

  it('are saved over the rev before only', async () => {
    await mine.save([stored({ rev: 1 })]);
    expect(await mine.save([stored({ rev: 2, country: 'Denmark' })])).toEqual([]);
    expect(await mine.save([stored({ rev: 2, country: 'Norway' })])).toEqual([KEY]);
    expect(await mine.save([stored({ rev: 4, country: 'Norway' })])).toEqual([KEY]);
    expect(await mine.save([stored({ rev: 1, country: 'Norway' })])).toEqual([KEY]);
    expect((await theirs.load([KEY])).get(KEY)?.order).toMatchObject({ rev: 2, country: 'Denmark' });
  });

  it('that somebody else saved first are named, and found afresh; the others of the batch are saved', async () => {
    await mine.save([stored({ rev: 1 })]);
    await mine.load([KEY]);
    await theirs.save([stored({ rev: 2, country: 'Denmark' })]);
    const other = stored({ rev: 1, orderId: '1002' });
    expect(await mine.save([stored({ rev: 2, country: 'Norway' }), other])).toEqual([KEY]);
    const found = await mine.load([KEY, 'tivoli:1002']);
    expect(found.get(KEY)?.order).toMatchObject({ rev: 2, country: 'Denmark' });
    expect(found.has('tivoli:1002')).toBe(true);
  });

  it('can be found as they are, whatever is in memory', async () => {
    await mine.save([stored({ rev: 1 })]);
    await theirs.save([stored({ rev: 2 })]);
    expect((await mine.find(KEY))?.order.rev).toBe(2);
    expect(await mine.find('tivoli:other')).toBeUndefined();
  });

  it('saved first by two at once are saved by one', async () => {
    const lost = await Promise.all([mine.save([stored({ rev: 1 })]), theirs.save([stored({ rev: 1 })])]);
    expect(lost.flat()).toEqual([KEY]);
  });

  it('come in thousands', async () => {
    const many = Array.from({ length: 2_500 }, (_one, index) => stored({ rev: 1, orderId: String(index) }));
    expect(await mine.save(many)).toEqual([]);
    expect((await theirs.load(many.map(({ order }) => `tivoli:${order.orderId}`))).size).toBe(2_500);
    expect(await mine.save(many.map(({ order }) => stored({ ...order, rev: 2 })))).toEqual([]);
  });

  it('are looked for again once what is in memory was forgotten', async () => {
    await mine.save([stored({ rev: 1 })]);
    await theirs.save([stored({ rev: 2 })]);
    mine.clear();
    expect((await mine.load([KEY])).get(KEY)?.order.rev).toBe(2);
  });
});

function stored(said: Partial<Order>): ChangedOrder & { readonly order: Order } {
  const order = { ...initialOrder('tivoli', '1001'), ...said };
  return { order, bytes: values.write(order), over: order.rev - 1 };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
