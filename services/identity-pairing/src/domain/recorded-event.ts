import type { ActivityType, ContactActivity, SiteEvent } from '@stamkunde/contracts';
import type { Attribution } from './attribution.ts';
import { compareText } from './place.ts';

/** Something a visitor did, and whose it is. */
export interface RecordedEvent {
  readonly event: SiteEvent;
  /** Grows with every change of this record. */
  readonly rev: number;
  /** rev of the visitor under which it was decided whose it is. */
  readonly under: number;
  readonly attribution: Attribution;
  /** Contacts that were ever told that it is theirs. */
  readonly told: readonly string[];
  /** When it is forgotten if nobody was told of it by then; counted from when it came, in milliseconds. */
  readonly waitsUntil: number;
}

/** The event as it stands under a visitor's newest word; the same object where it stood so before. */
export function decided(
  before: RecordedEvent | undefined,
  event: SiteEvent,
  attributionOf: (event: SiteEvent) => Attribution,
  under: number,
  waitsUntil: number,
): RecordedEvent {
  const said = before === undefined ? event : sameEverywhere(before.event, event);
  const attribution = attributionOf(said);
  const isKnown = before !== undefined && said === before.event && under === before.under;
  if (isKnown && isSame(before.attribution, attribution)) return before;
  const told = before?.told ?? [];
  const isNews = attribution.state === 'attributed' && !told.includes(attribution.contactId);
  return {
    event: said,
    rev: (before?.rev ?? 0) + 1,
    under,
    attribution,
    told: isNews ? [...told, attribution.contactId] : told,
    waitsUntil: before?.waitsUntil ?? waitsUntil,
  };
}

/** What the contacts concerned are told of the event: that it is theirs, or that it was and is not any more. */
export function activitiesOf({ event, rev, attribution, told }: RecordedEvent): readonly ContactActivity[] {
  const { siteId, visitorId, factId, occurredAt, type, sessionId, productId, productName } = event;
  const { categoryId, categoryName, basketId, count, orderId } = event;
  const happened = { occurredAt, sessionId, productId, productName, categoryId, categoryName, basketId };
  return told.map((contactId) => ({
    siteId,
    contactId,
    factId,
    visitorId,
    rev,
    ...standingFor(contactId, attribution),
    type: type as ActivityType,
    ...happened,
    count,
    orderId,
  }));
}

function standingFor(
  contactId: string,
  attribution: Attribution,
): Pick<ContactActivity, 'state' | 'reason' | 'pairedBy'> {
  switch (attribution.state) {
    case 'attributed':
      return attribution.contactId === contactId
        ? { state: 'attributed', reason: null, pairedBy: attribution.pairedBy }
        : { state: 'withdrawn', reason: 'other-contact', pairedBy: null };
    case 'withheld':
      return { state: 'withdrawn', reason: attribution.reason, pairedBy: null };
    case 'expired':
    case 'waiting':
      return { state: 'withdrawn', reason: attribution.state, pairedBy: null };
    default:
      return attribution satisfies never;
  }
}

/** Of two contents that one fact is said to have, the same one wins everywhere. */
export function sameEverywhere(known: SiteEvent, told: SiteEvent): SiteEvent {
  if (told === known) return known;
  return compareText(contentOf(told), contentOf(known)) > 0 ? told : known;
}

function contentOf(event: SiteEvent): string {
  // How it travelled is no part of it: sent again, it may have gone another way.
  const { origin: _origin, correlationId: _correlationId, ...said } = event;
  return JSON.stringify(said);
}

function isSame(a: Attribution, b: Attribution): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
