import { type Order, orderKey } from '@stamkunde/contracts';
import type { Verb } from '@stamkunde/stream';
import { type Purchase, purchaseOf } from './domain/purchase.ts';
import type { PurchaseStore } from './purchase-store.ts';

/**
 * Keeps what orders say of their buyers, line by line, so that it can be shown beside what the buyers did. Counts
 * nothing, and announces nothing: whoever wants to know of orders reads their topic.
 */
export function keepPurchases({ purchases }: { readonly purchases: PurchaseStore }): Verb<Order> {
  return async function onOrders(batch) {
    const newest = new Map<string, Purchase>();
    for (const { value } of batch) {
      const key = orderKey(value.siteId, value.orderId);
      if (value.rev > (newest.get(key)?.rev ?? 0)) newest.set(key, purchaseOf(value));
    }
    await purchases.keep([...newest.values()]);
    return [];
  };
}
