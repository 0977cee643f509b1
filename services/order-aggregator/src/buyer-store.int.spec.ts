import { type BuyerOrder, reader, topics, writer } from '@stamkunde/contracts';
import { connectMongo } from '@stamkunde/service';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { type BuyerStore, buyerStore, type ChangedBuyer, type Place } from './buyer-store.ts';
import { buyersInMemory } from './buyers-in-memory.ts';
import { type Buyer, initialBuyer } from './domain/buyer.ts';
import { purchaseTotals } from './domain/purchase-totals.ts';
import { nothingSettled, withOrder } from './domain/settled.ts';

const ANNA = '00000000-0000-5000-8000-00000000000a';
const KEY = `tivoli:${ANNA}`;
const schemas = {
  schema: async () => topics.buyerOrders.schema,
  register: async () => 1,
  idOf: async () => 1,
};
const totals = writer(topics.purchaseTotals, 2);

const opened: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(opened.map((close) => close())));

/** Two stores over the same documents, as two processes have them. */
const kinds: [string, () => Promise<[BuyerStore, BuyerStore]>][] = [
  [
    'in memory',
    async () => {
      const buyers = buyersInMemory();
      return [buyers, buyers];
    },
  ],
  [
    'in MongoDB',
    async () => {
      const mongo = await connectMongo(stackFromEnv().mongoUri, { appName: 'buyer-store.int.spec' });
      const name = uniqueName('buyers');
      opened.push(async () => {
        await mongo.useDb(name).dropDatabase();
        await mongo.close();
      });
      const codecs = () => ({
        buyerOrders: reader(topics.buyerOrders, schemas),
        buyerOrderWriter: writer(topics.buyerOrders, 1),
      });
      const store = () => buyerStore(mongo.useDb(name, { useCache: false }), codecs(), 1_048_576);
      return [await store(), await store()];
    },
  ],
];

describe.each(kinds)('buyers %s', (_, open) => {
  let mine: BuyerStore;
  let theirs: BuyerStore;
  beforeEach(async () => {
    [mine, theirs] = await open();
  });

  it('are found as they were saved, bytes included, also by others', async () => {
    const recent = [adds('1'), adds('2', { counts: null })];
    const settled = withOrder(withOrder(nothingSettled, adds('3')), adds('4'));
    const saved = stored({ rev: 1, recent, settled });
    expect(await mine.save([saved])).toEqual([]);
    for (const store of [mine, theirs]) {
      const found = (await store.load([KEY, 'tivoli:nobody'])).get(KEY);
      expect(plain(found?.buyer)).toEqual(plain(saved.buyer));
      expect(found?.bytes.equals(saved.bytes)).toBe(true);
    }
  });

  it('are saved over the rev before only, and those lost are found afresh', async () => {
    await mine.save([stored({ rev: 1 })]);
    await mine.load([KEY]);
    expect(await theirs.save([stored({ rev: 2, recent: [adds('1')] })])).toEqual([]);
    expect(await mine.save([stored({ rev: 2 })])).toEqual([KEY]);
    expect((await mine.load([KEY])).get(KEY)?.buyer.recent).toHaveLength(1);
  });

  it('can be found as they are, whatever is in memory', async () => {
    await mine.save([stored({ rev: 1 })]);
    await theirs.save([stored({ rev: 2 })]);
    expect((await mine.find(KEY))?.buyer.rev).toBe(2);
    expect(await mine.find('tivoli:nobody')).toBeUndefined();
  });

  it('saved first by two at once are saved by one', async () => {
    const lost = await Promise.all([mine.save([stored({ rev: 1 })]), theirs.save([stored({ rev: 1 })])]);
    expect(lost.flat()).toEqual([KEY]);
  });
});

describe.each(kinds)('spilled contributions %s', (_, open) => {
  let mine: BuyerStore;
  let theirs: BuyerStore;
  beforeEach(async () => {
    [mine, theirs] = await open();
  });

  const found = async (...orderIds: string[]): Promise<unknown> => {
    const orders = (await theirs.spilled([{ buyer: KEY, orderIds }])).get(KEY);
    return plain([...(orders?.values() ?? [])].sort((a, b) => (a.orderId < b.orderId ? -1 : 1)));
  };

  it('are found by their orders, those that exist', async () => {
    await mine.spill([adds('1'), adds('2'), adds('1', { contactId: ANNA.replace('a', 'b') })]);
    expect(await found('1', '3')).toEqual([adds('1')]);
  });

  it('are written over lower revs only', async () => {
    await mine.spill([adds('1', { rev: 2 })]);
    await mine.spill([adds('1', { rev: 1 }), adds('2')]);
    expect(await found('1', '2')).toEqual([adds('1', { rev: 2 }), adds('2')]);
    await mine.spill([adds('1', { rev: 3, counts: null })]);
    expect(await found('1')).toEqual([adds('1', { rev: 3, counts: null })]);
  });

  it('written first by two at once are there in the newest rev', async () => {
    await Promise.all([mine.spill([adds('1', { rev: 1 })]), theirs.spill([adds('1', { rev: 2 })])]);
    expect(await found('1')).toEqual([adds('1', { rev: 2 })]);
  });

  it('know the first and the last that count, without regard to some', async () => {
    const at = (placedAt: number) => ({ counts: { placedAt, productCount: 1, values: [] } });
    await mine.spill([
      ...[adds('9', at(1)), adds('5', at(2)), adds('\u{10000}', at(3)), adds('\uffee', at(3))],
      adds('7', { counts: null }),
    ]);
    const ids = async (...orderIds: string[]) => {
      const { first, last } = await theirs.extremes({ buyer: KEY, orderIds });
      return [first?.orderId, last?.orderId];
    };
    expect(await ids()).toEqual(['9', '\uffee']);
    expect(await ids('9', '\uffee')).toEqual(['5', '\u{10000}']);
    expect(await ids('9', '5', '\uffee', '\u{10000}')).toEqual([undefined, undefined]);
  });

  it('are told newest first, page by page, without regard to some', async () => {
    const at = (placedAt: number) => ({ counts: { placedAt, productCount: 1, values: [] } });
    await mine.spill([adds('a', at(1)), adds('b', at(2)), adds('\u{10000}', at(2)), adds('\uffee', at(2))]);
    await mine.spill([adds('c', at(-3)), adds('d', { counts: null }), adds('e', at(9))]);
    const page = async (limit: number, from?: Place) => {
      const orders = await theirs.newest({ buyer: KEY, orderIds: ['e'] }, limit, from);
      return orders.map((one) => one.orderId);
    };
    expect(await page(10)).toEqual(['\uffee', '\u{10000}', 'b', 'a', 'c']);
    expect(await page(1, { placedAt: 2, orderId: '\uffee' })).toEqual(['\u{10000}']);
    expect(await page(10, { placedAt: 2, orderId: 'b' })).toEqual(['a', 'c']);
  });

  it('that stopped to count are not the first any more', async () => {
    await mine.spill([adds('1'), adds('2')]);
    await mine.spill([adds('1', { rev: 2, counts: null })]);
    expect((await theirs.extremes({ buyer: KEY, orderIds: [] })).first?.orderId).toBe('2');
  });
});

function stored(said: Partial<Buyer>): ChangedBuyer {
  const buyer = { ...initialBuyer('tivoli', ANNA), ...said };
  return { buyer, bytes: totals.write(purchaseTotals(buyer)), over: buyer.rev - 1 };
}

function adds(orderId: string, said: Partial<BuyerOrder> = {}): BuyerOrder {
  const values = [{ amount: 250, scale: 2, currency: 'GBP', basis: 'gross' }] as const;
  const counts = { placedAt: 1000 + orderId.charCodeAt(0), productCount: 2, values };
  return { siteId: 'tivoli', contactId: ANNA, orderId, rev: 1, counts, ...said };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
