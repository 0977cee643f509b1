import { type Order, orderKey } from '@stamkunde/contracts';
import type { OrderStore, StoredOrder } from './order-store.ts';

/** Orders that are lost with the process: for specs, and for whoever wants to try a fold without a database. */
export function ordersInMemory(): OrderStore {
  const orders = new Map<string, StoredOrder>();
  const keyOf = ({ siteId, orderId }: Order): string => orderKey(siteId, orderId);
  return {
    async load(keys) {
      return new Map(
        keys.flatMap((key) => {
          const stored = orders.get(key);
          return stored === undefined ? [] : [[key, stored]];
        }),
      );
    },

    async save(changed) {
      const lost: string[] = [];
      for (const stored of changed) {
        const key = keyOf(stored.order);
        if ((orders.get(key)?.order.rev ?? 0) === stored.over) orders.set(key, stored);
        else lost.push(key);
      }
      return lost;
    },

    async find(key) {
      return orders.get(key);
    },

    clear() {},
  };
}
