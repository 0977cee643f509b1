import type { SiteEvent } from '@stamkunde/contracts';

/** Ids that are easy to tell apart. */
export function uuid(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}

/** A visit to a product, in the second of its number; and whatever else is said of it. */
export function did(number: number, said: Partial<SiteEvent> = {}): SiteEvent {
  return { ...unsaid, factId: uuid(number), occurredAt: 1_000 * number, ...said };
}

const unsaid: SiteEvent = {
  factId: uuid(0),
  siteId: 'tivoli',
  visitorId: 'v1',
  type: 'ProductVisited',
  occurredAt: 0,
  origin: 'live',
  correlationId: 'c-1',
  sessionId: null,
  isBot: null,
  cookieConsent: null,
  analytics: null,
  marketing: null,
  textVersion: null,
  productId: null,
  productName: null,
  categoryId: null,
  categoryName: null,
  basketId: null,
  count: null,
  orderId: null,
  contactId: null,
  customerId: null,
  trigger: null,
  proof: null,
};

export function consented(
  number: number,
  marketing: boolean | null = true,
  said: Partial<SiteEvent> = {},
): SiteEvent {
  return did(number, { type: 'ConsentStated', marketing, ...said });
}

export function paired(number: number, contactId: string, said: Partial<SiteEvent> = {}): SiteEvent {
  return did(number, { type: 'VisitorPaired', contactId, ...said });
}

export function unpaired(number: number, contactId: string, said: Partial<SiteEvent> = {}): SiteEvent {
  return did(number, { type: 'VisitorUnpaired', contactId, ...said });
}
