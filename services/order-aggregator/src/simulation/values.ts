import { reader, type Topic, topics, writer } from '@stamkunde/contracts';

export const { write: writeOrder } = writer(topics.orders, 1);
export const { write: writeBuyerOrder } = writer(topics.buyerOrders, 1);
export const { write: writeTotals } = writer(topics.purchaseTotals, 1);
export const readOrder = await readerOf(topics.orders);
export const readBuyerOrder = await readerOf(topics.buyerOrders);
export const readTotals = await readerOf(topics.purchaseTotals);

/** A value as plain objects, however it came to be. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

async function readerOf<T>(topic: Topic<T>): Promise<(bytes: Buffer | null | undefined) => T> {
  const schemas = { schema: async () => topic.schema, register: async () => 1, idOf: async () => 1 };
  const values = reader(topic, schemas);
  await values.learn(Buffer.from([0, 0, 0, 0, 1]));
  return (bytes) => {
    const read = values.read(bytes ?? Buffer.alloc(0));
    if ('fault' in read) throw new Error(read.detail);
    return plain(read.value);
  };
}
