import type { BuyerOrder, Order } from '@stamkunde/contracts';

/**
 * What an order tells its buyers: to the one it belongs to what it adds, and to everyone else it ever was said to belong
 * to that it adds nothing. All of them every time: whoever missed the change of hands hears of it with the next word.
 */
export function buyerOrders({
  siteId,
  orderId,
  rev,
  buyer,
  otherBuyers,
  placedAt,
  productCount,
  totals,
}: Order): BuyerOrder[] {
  const told: BuyerOrder[] = otherBuyers.map((contactId) => ({
    siteId,
    contactId,
    orderId,
    rev,
    counts: null,
  }));
  if (buyer !== null) {
    const counts = placedAt === null ? null : { placedAt, productCount, values: totals };
    told.push({ siteId, contactId: buyer, orderId, rev, counts });
  }
  return told;
}
