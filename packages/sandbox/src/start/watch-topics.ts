import {
  type Order,
  type OrderLineFact,
  type PurchaseTotals,
  type Refusal,
  reader,
  type SchemaRegistry,
  type Topic,
  topics,
} from '@stamkunde/contracts';
import { type Following, followTopic, type KafkaConnection } from '@stamkunde/stream';

/** What is seen on the topics, as it comes. */
export interface Sightings {
  fact(fact: OrderLineFact | undefined): void;
  order(order: Order): void;
  totals(totals: PurchaseTotals): void;
  refusal(refusal: Refusal): void;
  buyerOrder(): void;
}

/** Looks on at every topic of order lines, from the beginning, without being part of anybody's group. */
export async function watchTopics(
  connection: KafkaConnection,
  registry: SchemaRegistry,
  seen: Sightings,
): Promise<() => Promise<void>> {
  const watch = async <T>(topic: Topic<T>, onValue: (value: T | undefined) => void): Promise<Following> => {
    const values = reader(topic, registry);
    return followTopic(connection, topic.name, {
      from: 'beginning',
      onMessages: async (messages) => {
        for (const { message } of messages) {
          if (message.value !== null) await values.learn(message.value);
          const read = message.value === null ? undefined : values.read(message.value);
          onValue(read !== undefined && 'value' in read ? read.value : undefined);
        }
      },
    });
  };
  const followed = await Promise.all([
    watch(topics.orderLines, (fact) => seen.fact(fact)),
    watch(topics.orders, (order) => order && seen.order(order)),
    watch(topics.buyerOrders, () => seen.buyerOrder()),
    watch(topics.purchaseTotals, (totals) => totals && seen.totals(totals)),
    watch(topics.refusals, (refusal) => refusal && seen.refusal(refusal)),
  ]);
  return async () => {
    await Promise.all(followed.map((one) => one.stop()));
  };
}
