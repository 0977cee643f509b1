import type { Order } from '@stamkunde/contracts';
import { Delivered } from '@stamkunde/stream';
import { eventsInMemory } from './events-in-memory.ts';
import { uuid } from './in-memory/site-events.ts';
import { keepPurchases } from './keep-purchases.ts';
import { purchasesInMemory } from './purchases-in-memory.ts';
import { readActivity } from './read-activity.ts';

const [ANNA, BODIL] = [uuid(101), uuid(102)];
const SEATS = ['B10', 'B11', 'B12', 'B13', 'B14'];

describe('five tickets to one show', () => {
  it('are five lines of one order, newest first (BIL-46, BIL-47)', async () => {
    const { keep, activity } = system();
    await keep(
      order({ orderId: '1', placedAt: 1_000 }, SEATS),
      order({ orderId: '2', placedAt: 2_000 }, ['A1']),
    );
    const { items, orders } = await activity(ANNA);
    expect(items).toMatchObject([
      { type: 'LineBought', orderId: '2', lineId: 'A1' },
      ...SEATS.map((lineId) => ({
        type: 'LineBought',
        orderId: '1',
        lineId,
        unitPrice: { amount: '255.00' },
      })),
    ]);
    expect(orders).toMatchObject([
      { orderId: '2', lineCount: 1 },
      { orderId: '1', lineCount: 5, productCount: 5 },
    ]);
  });

  it('are one customer’s, and nobody else’s', async () => {
    const { keep, activity } = system();
    await keep(order({}, SEATS));
    expect((await activity(ANNA)).orders).toHaveLength(1);
    expect(await activity(BODIL)).toEqual({ items: [], orders: [], next: null });
  });

  it('of which one is cancelled are four lines (BIL-50)', async () => {
    const { keep, activity } = system();
    await keep(order({ rev: 2 }, SEATS.toSpliced(2, 1)), order({ rev: 1 }, SEATS));
    await keep(order({ rev: 1 }, SEATS));
    expect((await activity(ANNA)).items).toMatchObject(
      ['B10', 'B11', 'B13', 'B14'].map((lineId) => ({ lineId })),
    );
  });

  it('of which all are cancelled are gone, and come back with the next word of the order', async () => {
    const { keep, activity } = system();
    await keep(order({ rev: 1 }, SEATS), order({ rev: 2, placedAt: null }, []));
    expect((await activity(ANNA)).orders).toEqual([]);
    await keep(order({ rev: 3 }, ['B10']));
    expect((await activity(ANNA)).items).toHaveLength(1);
  });

  it('that turn out to be somebody else’s change hands', async () => {
    const { keep, activity } = system();
    await keep(order({ rev: 1 }, SEATS), order({ rev: 2, buyer: BODIL }, SEATS));
    expect([(await activity(ANNA)).orders.length, (await activity(BODIL)).orders.length]).toEqual([0, 1]);
  });
});

it('a group booking is shown in part, and says how large it is', async () => {
  const { keep, activity } = system();
  await keep(
    order(
      {},
      Array.from({ length: 600 }, (_, index) => `S${index}`),
    ),
  );
  const { items, orders } = await activity(ANNA);
  expect([items.length, orders]).toMatchObject([500, [{ lineCount: 600 }]]);
});

function system() {
  const purchases = purchasesInMemory();
  const activityOf = readActivity({ events: eventsInMemory(), purchases });
  const onOrders = keepPurchases({ purchases });
  return {
    keep: (...orders: readonly Order[]) =>
      onOrders(orders.map((one) => new Delivered(one, `${one.siteId}:${one.orderId}`, {}))),
    activity: (contactId: string) => activityOf('tivoli', contactId, { limit: 50, before: undefined }),
  };
}

/** An order of these seats; others it had have been cancelled. */
function order(said: Partial<Order>, seats: readonly string[]): Order {
  const money = { amount: 25_500, scale: 2, currency: 'DKK', basis: 'gross' as const };
  const bought = {
    quantity: 1,
    productId: 'hamlet',
    productName: 'Hamlet',
    unitPrice: money,
    occurredAt: 1_000,
    version: 1,
    factId: uuid(1),
  };
  const all = seats.length > SEATS.length ? seats : [...new Set([...seats, ...SEATS])].sort();
  return {
    siteId: 'tivoli',
    orderId: '1001',
    rev: 1,
    buyer: ANNA,
    country: null,
    annulled: false,
    placedAt: 1_000,
    productCount: seats.length,
    totals: [{ ...money, amount: 25_500 * seats.length }],
    lines: all.map((lineId) => ({
      lineId,
      quantity: seats.includes(lineId) ? 1 : 0,
      bought,
      cancellations: [],
    })),
    buyerStatement: null,
    countryStatement: null,
    annulmentStatement: null,
    otherBuyers: [],
    ...said,
  };
}
