import { orderKey, reader, topics } from '@stamkunde/contracts';
import type { ChangedOrder, OrderStore, StoredOrder } from './order-store.ts';
import { storedReader } from './stored-reader.ts';

/** Orders that are lost with the process: for specs, and for whoever wants to try a fold without a database. */
export function ordersInMemory(): OrderStore {
  const orders = new Map<string, ChangedOrder>();
  const registry = { schema: async () => topics.orders.schema, register: async () => 1, idOf: async () => 1 };
  const { learn, read } = storedReader(reader(topics.orders, registry));

  async function find(key: string): Promise<StoredOrder | undefined> {
    const bytes = orders.get(key)?.bytes;
    if (bytes === undefined) return undefined;
    await learn([bytes]);
    return { order: read(bytes), bytes };
  }

  return {
    async load(keys) {
      const found = new Map<string, StoredOrder>();
      for (const key of keys) {
        const stored = await find(key);
        if (stored !== undefined) found.set(key, stored);
      }
      return found;
    },

    async save(changed) {
      const lost: string[] = [];
      for (const one of changed) {
        const key = orderKey(one.order.siteId, one.order.orderId);
        if ((orders.get(key)?.order.rev ?? 0) === one.over) orders.set(key, one);
        else lost.push(key);
      }
      return lost;
    },

    find,

    clear() {},
  };
}
