import type { BuyerOrder } from '@stamkunde/contracts';
import { type BuyerStore, buyerKey, type Place } from './buyer-store.ts';
import { explainedBuyer } from './domain/explained-buyer.ts';
import { purchaseTotals } from './domain/purchase-totals.ts';
import { comparePlace, countedOrder } from './domain/settled.ts';

export interface Page {
  readonly limit: number;
  /** Only orders before this place, as an earlier page has given it. */
  readonly before: Place | undefined;
}

/**
 * What a buyer has bought, and a page of the orders that make it up, newest first; undefined when nothing was ever
 * heard of the buyer. The sums are of one moment, the orders may be of the next.
 */
export function readBuyer(buyers: Pick<BuyerStore, 'find' | 'newest'>) {
  return async function buyerOf(siteId: string, contactId: string, { limit, before }: Page) {
    const key = buyerKey({ siteId, contactId });
    const stored = await buyers.find(key);
    if (stored === undefined) return undefined;
    const { recent } = stored.buyer;
    const without = { buyer: key, orderIds: recent.map((one) => one.orderId) };
    // One more than asked for tells whether there is another page.
    const spilled = await buyers.newest(without, limit + 1, before);
    const newest = [...recent, ...spilled].flatMap(withPlace).sort((a, b) => comparePlace(b.place, a.place));
    const earlier = newest.filter(({ place }) => before === undefined || comparePlace(place, before) < 0);
    const page = earlier.slice(0, limit);
    const last = earlier.length > limit ? page.at(-1)?.place : undefined;
    return explainedBuyer(
      purchaseTotals(stored.buyer),
      page.map(({ order }) => order),
      last === undefined ? null : cursorOf(last),
    );
  };
}

/** The place that `cursorOf` has written down; undefined for any other text. */
export function placeAt(cursor: string): Place | undefined {
  const [, placedAt, orderId] = /^(-?\d{1,16})~(.{1,200})$/su.exec(cursor) ?? [];
  return placedAt === undefined || orderId === undefined
    ? undefined
    : { placedAt: Number(placedAt), orderId };
}

function cursorOf({ placedAt, orderId }: Place): string {
  return `${placedAt}~${orderId}`;
}

function withPlace(order: BuyerOrder): { order: BuyerOrder; place: Place }[] {
  const place = countedOrder(order);
  return place === null ? [] : [{ order, place }];
}
