import {
  type BuyerOrder,
  type Order,
  type OrderLineFact,
  reader,
  type Topic,
  topics,
  writer,
} from '@stamkunde/contracts';
import { Delivered, type Outgoing, Unavailable } from '@stamkunde/stream';
import { orderLimits } from './domain/order-limits.ts';
import { type FoldOrdersPorts, foldOrders } from './fold-orders.ts';
import { ordersInMemory } from './orders-in-memory.ts';

const ANNA = '00000000-0000-5000-8000-00000000000a';
const BODIL = '00000000-0000-5000-8000-00000000000b';

const readOrder = await readerOf(topics.orders);
const readBuyerOrder = await readerOf(topics.buyerOrders);

describe('a batch of facts', () => {
  it('is announced as one snapshot of each order, and to its buyer', async () => {
    const { onOrderLines, published } = system();
    expect(await onOrderLines([bought('1001', '1'), bought('1002', '1'), bought('1001', '2')])).toEqual([]);
    expect(published.map(({ topic, key, event }) => [topic, key, event.id, event.type])).toEqual([
      ['orders', 'tivoli:1001', 'tivoli:1001@1', 'Order'],
      ['buyer-orders', `tivoli:${ANNA}`, `${ANNA}/tivoli:1001@1`, 'BuyerOrder'],
      ['orders', 'tivoli:1002', 'tivoli:1002@1', 'Order'],
      ['buyer-orders', `tivoli:${ANNA}`, `${ANNA}/tivoli:1002@1`, 'BuyerOrder'],
    ]);
    expect(published.filter(isOf(topics.orders)).map((one) => readOrder(one).productCount)).toEqual([2, 1]);
  });

  it('is announced again when it comes again, since nobody knows whether it was the first time', async () => {
    const { onOrderLines, published } = system();
    await onOrderLines([bought('1001', '1')]);
    const first = published.splice(0);
    await onOrderLines([bought('1001', '1')]);
    expect(published).toEqual(first);
  });

  it('tells an earlier buyer that the order is not theirs', async () => {
    const { onOrderLines, published } = system();
    await onOrderLines([bought('1001', '1'), bought('1001', '2', { buyer: BODIL, version: 9 })]);
    expect(published.filter(isOf(topics.buyerOrders)).map((one) => readBuyerOrder(one))).toMatchObject([
      { contactId: ANNA, rev: 1, counts: null },
      { contactId: BODIL, rev: 1, counts: { productCount: 2 } },
    ]);
  });

  it('that the store has lost is announced above all that was announced before, and goes on from there', async () => {
    const { onOrderLines, published } = system();
    const began = Date.now();
    const again = bought('1001', '1');
    await onOrderLines([new Delivered(again.value, again.key, {}, true)]);
    await onOrderLines([bought('1001', '2')]);
    const [lost, next] = published.filter(isOf(topics.orders)).map((one) => readOrder(one).rev);
    expect(lost).toBeGreaterThanOrEqual(began);
    expect(next).toBe((lost ?? 0) + 1);
    const contributions = published.filter(isOf(topics.buyerOrders)).map((one) => readBuyerOrder(one).rev);
    expect(contributions).toEqual([lost, next]);
  });

  it('of a guest is announced to no buyer', async () => {
    const { onOrderLines, published } = system();
    await onOrderLines([bought('1001', '1', { buyer: '' })]);
    expect(published.map(({ topic }) => topic)).toEqual(['orders']);
  });

  it('carries the trace of the last fact, and is history only if all of it is', async () => {
    const { onOrderLines, published } = system();
    const history = { origin: 'backfill', buyer: null } as const;
    await onOrderLines([
      bought('1001', '1', { ...history, correlationId: 'c-1' }),
      bought('1002', '1', { buyer: null, correlationId: 'c-2' }),
      bought('1002', '2', { ...history, correlationId: 'c-3' }),
    ]);
    expect(published.map(({ trace }) => trace)).toEqual([
      { correlationId: 'c-1', origin: 'backfill', traceparent: '00-trace' },
      { correlationId: 'c-3', origin: 'live', traceparent: '00-trace' },
    ]);
  });

  it('is history when the live ones among its facts say nothing new', async () => {
    const { onOrderLines, published } = system();
    await onOrderLines([bought('1001', '1')]);
    await onOrderLines([bought('1001', '1'), bought('1001', '2', { origin: 'backfill' })]);
    await onOrderLines([bought('1001', '3'), bought('1001', '4', { origin: 'backfill' })]);
    const origins = published.filter(isOf(topics.orders)).map(({ trace }) => trace.origin);
    expect(origins).toEqual(['live', 'backfill', 'live']);
  });

  it('with facts that cannot be taken is folded without them, and they are named by their place', async () => {
    const limits = { ...orderLimits, linesMax: 1 };
    const { onOrderLines, published } = system({ limits });
    const refused = await onOrderLines([
      bought('1001', '1', { quantity: -1 }),
      bought('1002', '1'),
      bought('1002', '2'),
      bought('1001', '', { quantity: 1 }),
    ]);
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'invalid-field'],
      [3, 'invalid-field'],
      [2, 'order-too-large'],
    ]);
    expect(published.filter(isOf(topics.orders)).map((one) => readOrder(one).orderId)).toEqual(['1002']);
  });

  it('counts statements that contradict each other', async () => {
    let contradicted = 0;
    const { onOrderLines } = system({ onContradicted: (statements) => (contradicted += statements) });
    await onOrderLines([bought('1001', '1'), bought('1001', '1', { quantity: 7, buyer: BODIL })]);
    expect(contradicted).toBe(2);
  });
});

describe('a writer that comes second', () => {
  it('folds into what the first one made', async () => {
    const orders = ordersInMemory();
    const first = system({ orders });
    let lost = 0;
    const second = system({
      orders: {
        ...orders,
        async save(changed) {
          if (lost === 0) await first.onOrderLines([bought('1001', '1')]);
          return orders.save(changed);
        },
      },
      onLost: (number) => (lost += number),
    });
    await second.onOrderLines([bought('1001', '2')]);
    expect(lost).toBe(1);
    expect(readOrder(second.published[0])).toMatchObject({ rev: 2, productCount: 2 });
  });

  it('asks to be tried again later when it never comes first', async () => {
    const { onOrderLines, published } = system({
      orders: {
        ...ordersInMemory(),
        save: async (changed) => changed.map(({ order }) => `tivoli:${order.orderId}`),
      },
    });
    await expect(onOrderLines([bought('1001', '1')])).rejects.toThrow(Unavailable);
    expect(published).toEqual([]);
  });
});

function system(ports: Partial<FoldOrdersPorts> = {}) {
  const published: Outgoing[] = [];
  const onOrderLines = foldOrders({
    orders: ordersInMemory(),
    publish: async (messages) => void published.push(...messages),
    writeOrder: writer(topics.orders, 1).write,
    writeBuyerOrder: writer(topics.buyerOrders, 2).write,
    ...ports,
  });
  return { onOrderLines, published };
}

function bought(
  orderId: string,
  lineId: string,
  said: Partial<OrderLineFact> = {},
): Delivered<OrderLineFact> {
  const fact: OrderLineFact = {
    factId: '00000000-0000-5000-8000-000000000001',
    siteId: 'tivoli',
    orderId,
    type: 'LineBought',
    version: 1,
    occurredAt: 1000,
    origin: 'live',
    correlationId: 'c-0',
    lineId,
    cancellationId: null,
    quantity: 1,
    productId: null,
    productName: null,
    unitPrice: null,
    buyer: ANNA,
    buyerAddress: null,
    country: null,
    reference: null,
    ...said,
  };
  return new Delivered(fact, `tivoli:${orderId}`, { headers: { traceparent: '00-trace' } });
}

function isOf(topic: Topic<never>): (message: Outgoing) => boolean {
  return (message) => message.topic === topic.name;
}

async function readerOf<T extends Order | BuyerOrder>(
  topic: Topic<T>,
): Promise<(message: Outgoing | undefined) => T> {
  const values = reader(topic, {
    schema: async () => topic.schema,
    register: async () => 1,
    idOf: async () => 1,
  });
  for (const id of [1, 2]) await values.learn(Buffer.from([0, 0, 0, 0, id]));
  return (message) => {
    const read = values.read(message?.value ?? Buffer.alloc(0));
    if ('fault' in read) throw new Error(read.detail);
    return read.value;
  };
}
