import {
  type BuyerOrder,
  canonical,
  compareKind,
  ID_LENGTH_MAX,
  type Money,
  type Order,
} from '@stamkunde/contracts';

/**
 * What an order tells its buyers: to the one it belongs to what it adds, and to everyone else it ever was said to belong
 * to that it adds nothing. All of them every time: whoever missed the change of hands hears of it with the next word.
 */
export function buyerOrders(order: Order): BuyerOrder[] {
  const { siteId, orderId, rev, buyer, otherBuyers, placedAt, productCount, totals } = order;
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

/** What makes a contribution one that `buyerOrders` has not made, by the name of the field; undefined when it may be added. */
export function faultyField({ siteId, contactId, orderId, rev, counts }: BuyerOrder): string | undefined {
  if (!/^[a-z0-9-]{1,64}$/.test(siteId)) return 'siteId';
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(contactId)) return 'contactId';
  if (orderId.length === 0 || orderId.length > ID_LENGTH_MAX) return 'orderId';
  if (!Number.isSafeInteger(rev) || rev < 1) return 'rev';
  if (counts === null) return undefined;
  if (Number.isNaN(new Date(counts.placedAt).getTime())) return 'counts.placedAt';
  if (!Number.isSafeInteger(counts.productCount) || counts.productCount < 1) return 'counts.productCount';
  return counts.values.every(isInPlace) ? undefined : 'counts.values';
}

/** In canonical form, and one per currency and basis. */
function isInPlace(
  { amount, scale, currency, basis }: Money,
  index: number,
  values: readonly Money[],
): boolean {
  const before = values[index - 1];
  const form = canonical(amount, scale, currency, basis);
  const isCanonical = form?.amount === amount && form.scale === scale && /^[A-Z]{3}$/.test(currency);
  return isCanonical && (before === undefined || compareKind(before, form) < 0);
}
