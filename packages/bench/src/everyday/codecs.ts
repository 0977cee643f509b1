import {
  type Order,
  type OrderLineFact,
  type PurchaseTotals,
  type Reader,
  reader,
  registerSchema,
  type SchemaRegistry,
  topics,
  type Writer,
  writer,
} from '@stamkunde/contracts';

/** Values to bytes and back. */
export interface Codecs {
  fact(bytes: Buffer): Promise<OrderLineFact>;
  order(bytes: Buffer): Promise<Order>;
  readonly orders: Writer<Order>;
  readonly totals: Writer<PurchaseTotals>;
}

export async function openCodecs(registry: SchemaRegistry): Promise<Codecs> {
  const facts = reader(topics.orderLines, registry);
  const orders = reader(topics.orders, registry);
  return {
    fact: (bytes) => decoded(facts, bytes),
    order: (bytes) => decoded(orders, bytes),
    orders: writer(topics.orders, await registerSchema(topics.orders, registry)),
    totals: writer(topics.purchaseTotals, await registerSchema(topics.purchaseTotals, registry)),
  };
}

async function decoded<T>(from: Reader<T>, bytes: Buffer): Promise<T> {
  await from.learn(bytes);
  const result = from.read(bytes);
  if ('fault' in result) throw new Error(`${result.fault}: ${result.detail}`);
  return result.value;
}
