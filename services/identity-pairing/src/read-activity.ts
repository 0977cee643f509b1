import { contactKey } from '@stamkunde/contracts';
import { type Entry, explainedActivity } from './domain/explained-activity.ts';
import { comparePlaces } from './domain/place.ts';
import type { EventStore, Place } from './event-store.ts';
import { type PurchaseStore, placeOfPurchase } from './purchase-store.ts';

export interface Page {
  readonly limit: number;
  /** Only what was before this place, as an earlier page has given it. */
  readonly before: Place | undefined;
}

/** A page of what a contact did and bought, newest first. A contact nobody has heard of has done nothing. */
export function readActivity({
  events,
  purchases,
}: {
  readonly events: Pick<EventStore, 'newest'>;
  readonly purchases: Pick<PurchaseStore, 'newest'>;
}) {
  return async function activityOf(siteId: string, contactId: string, { limit, before }: Page) {
    const contact = contactKey(siteId, contactId);
    // One more than asked for tells whether there is another page.
    const [did, bought] = await Promise.all([
      events.newest(contact, limit + 1, before),
      purchases.newest(contact, limit + 1, before),
    ]);
    const entries: readonly (Entry & { place: Place })[] = [
      ...did.map((event) => ({ event, place: { at: event.event.occurredAt, id: event.event.factId } })),
      ...bought.map((purchase) => ({ purchase, place: placeOfPurchase(purchase) })),
    ].sort((a, b) => comparePlaces(b.place, a.place));
    const page = entries.slice(0, limit);
    const last = entries.length > limit ? page.at(-1)?.place : undefined;
    return explainedActivity(page, last === undefined ? null : `${last.at}~${last.id}`);
  };
}

/** The place that a page has given as `next`; undefined for any other text. */
export function placeAt(cursor: string): Place | undefined {
  const [, at, id] = /^(-?\d{1,16})~([0-9a-f-]{36})$/.exec(cursor) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}
