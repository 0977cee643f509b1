import type { BuyerOrder } from '@stamkunde/contracts';
import { type BuyerStore, buyerKey, type Place, type StoredBuyer, type WantedOrders } from './buyer-store.ts';
import { comparePlace, countedOrder } from './domain/settled.ts';

/** Buyers that are lost with the process: for specs, and for whoever wants to try a fold without a database. */
export function buyersInMemory(): BuyerStore {
  const buyers = new Map<string, StoredBuyer>();
  const spilledOrders = new Map<string, Map<string, BuyerOrder>>();
  const placeOf = (order: BuyerOrder): Place => ({
    placedAt: order.counts?.placedAt ?? 0,
    orderId: order.orderId,
  });
  const compare = (order: BuyerOrder, place: Place) => comparePlace(placeOf(order), place);

  function inOrder({ buyer, orderIds }: WantedOrders): BuyerOrder[] {
    const without = new Set(orderIds);
    const all = [...(spilledOrders.get(buyer)?.values() ?? [])];
    return all
      .filter((one) => one.counts !== null && !without.has(one.orderId))
      .sort((a, b) => compare(a, placeOf(b)));
  }

  return {
    async load(keys) {
      return new Map(
        keys.flatMap((key) => {
          const stored = buyers.get(key);
          return stored === undefined ? [] : [[key, stored]];
        }),
      );
    },

    async spilled(wanted) {
      const found = new Map<string, Map<string, BuyerOrder>>();
      for (const { buyer, orderIds } of wanted) {
        const orders = new Map<string, BuyerOrder>();
        for (const orderId of orderIds) {
          const order = spilledOrders.get(buyer)?.get(orderId);
          if (order !== undefined) orders.set(orderId, order);
        }
        if (orders.size > 0) found.set(buyer, orders);
      }
      return found;
    },

    async extremes(without) {
      const counting = inOrder(without).flatMap((one) => countedOrder(one) ?? []);
      return { first: counting[0] ?? null, last: counting.at(-1) ?? null };
    },

    async newest(without, limit, before) {
      const earlier = inOrder(without).filter((one) => before === undefined || compare(one, before) < 0);
      return earlier.reverse().slice(0, limit);
    },

    async find(key) {
      return buyers.get(key);
    },

    async spill(orders) {
      for (const order of orders) {
        const key = buyerKey(order);
        const known = spilledOrders.get(key) ?? new Map<string, BuyerOrder>();
        if (order.rev > (known.get(order.orderId)?.rev ?? 0)) known.set(order.orderId, order);
        spilledOrders.set(key, known);
      }
    },

    async save(changed) {
      const lost: string[] = [];
      for (const stored of changed) {
        const key = buyerKey(stored.buyer);
        if ((buyers.get(key)?.buyer.rev ?? 0) === stored.over) buyers.set(key, stored);
        else lost.push(key);
      }
      return lost;
    },

    clear() {},
  };
}
