import {
  type BuyerOrder,
  type Order,
  type OrderLineFact,
  type Reader,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import type { KafkaMessage, Producer } from 'kafkajs';
import type { Collection } from 'mongodb';
import { apply, newOrder, type OrderDocument, snapshotOf } from '../baseline/order-document.ts';
import { sendByBytes } from './send-by-bytes.ts';

/** Facts to orders: one read, one write, one send for a batch. */
export function orderStage(parts: {
  readonly facts: Reader<OrderLineFact>;
  readonly collection: Collection<OrderDocument>;
  readonly producer: Producer;
  readonly orders: Writer<Order>;
  readonly buyerOrders: Writer<BuyerOrder>;
  readonly outputPrefix: string;
}) {
  const { facts, collection, producer, orders, buyerOrders, outputPrefix } = parts;
  return async function foldOrders(messages: readonly KafkaMessage[]): Promise<void> {
    const byKey = new Map<string, OrderLineFact[]>();
    for (const { key, value } of messages) {
      if (key === null || value === null) continue;
      await facts.learn(value);
      const result = facts.read(value);
      if ('fault' in result) continue;
      const id = key.toString();
      const list = byKey.get(id);
      if (list === undefined) byKey.set(id, [result.value]);
      else list.push(result.value);
    }
    const found = await collection.find({ _id: { $in: [...byKey.keys()] } }).toArray();
    const before = new Map(found.map((order) => [order._id, order]));
    const after: OrderDocument[] = [];
    const said: { key: string; value: Buffer }[] = [];
    const contributions: { key: string; value: Buffer }[] = [];
    for (const [key, list] of byKey) {
      const order = before.get(key) ?? newOrder(list[0] as OrderLineFact);
      const owner = order.buyer?.value;
      for (const fact of list) apply(order, fact);
      order.rev++;
      after.push(order);
      const snapshot = snapshotOf(order);
      said.push({ key, value: orders.write(snapshot) });
      for (const one of contributionsOf(snapshot, owner)) {
        contributions.push({ key: one.contactId, value: buyerOrders.write(one) });
      }
    }
    await collection.bulkWrite(
      after.map((order) => ({
        replaceOne: { filter: { _id: order._id }, replacement: order, upsert: true },
      })),
      { ordered: false },
    );
    const outgoing = new Map([
      [`${outputPrefix}${topics.orders.name}`, said],
      [`${outputPrefix}${topics.buyerOrders.name}`, contributions],
    ]);
    await sendByBytes(producer, outgoing);
  };
}

function contributionsOf(order: Order, ownerBefore: string | undefined): BuyerOrder[] {
  const { siteId, orderId, rev, buyer, placedAt, productCount, totals } = order;
  const to = (contactId: string, counts: BuyerOrder['counts']) => ({
    siteId,
    contactId,
    orderId,
    rev,
    counts,
  });
  const counts = placedAt === null ? null : { placedAt, productCount, values: totals };
  return [
    ...(buyer === null ? [] : [to(buyer, counts)]),
    ...(ownerBefore === undefined || ownerBefore === '' || ownerBefore === buyer
      ? []
      : [to(ownerBefore, null)]),
  ];
}
