import type { SiteEvent } from './generated/site-events.ts';
import { isJunkIdentifier } from './junk-identifier.ts';
import { type Fault, ID_LENGTH_MAX, isMoment, isSite } from './order-line-fact.ts';
import { isUuid } from './uuid-v5.ts';

/** Most pieces in a basket at once: a billion. */
const COUNT_MAX = 1_000_000_000;

/**
 * What is wrong with a site event beyond what its schema can say, or undefined when it may be taken. The first fault
 * found; the same rule for ingest, for producers that write to the topic, and for identity-pairing.
 */
export function faultOfSiteEvent(event: SiteEvent): Fault | undefined {
  return faultOfHead(event) ?? faultOfKind(event) ?? faultOfWords(event);
}

function faultOfHead(event: SiteEvent): Fault | undefined {
  if (!isUuid(event.factId)) return invalid('factId', 'is not a lower-case UUID');
  if (!isSite(event.siteId)) return invalid('siteId', 'is not 1 to 64 lower-case letters, digits or hyphens');
  if (!isMoment(event.occurredAt)) return invalid('occurredAt', 'is not a moment before the year 10000');
  return faultOfIdentifier('visitorId', event.visitorId);
}

function faultOfKind(event: SiteEvent): Fault | undefined {
  switch (event.type) {
    case 'SessionStarted':
    case 'ProductVisited':
    case 'BasketPurchased':
    case 'ConsentStated':
    case 'BasketAdded':
    case 'BasketRemoved':
      return undefined;
    case 'VisitorPaired':
    case 'VisitorUnpaired':
      if (event.contactId === null) return missing('contactId');
      return isUuid(event.contactId) ? undefined : invalid('contactId', 'is not a lower-case UUID');
    case 'Unknown':
      return { reason: 'unknown-type', field: 'type', detail: 'type is not one this version knows' };
  }
}

function faultOfWords(event: SiteEvent): Fault | undefined {
  if (event.customerId !== null) {
    const fault = faultOfIdentifier('customerId', event.customerId);
    if (fault !== undefined) return fault;
  }
  const { count } = event;
  if (count !== null && !(Number.isSafeInteger(count) && count >= 0 && count <= COUNT_MAX))
    return invalid('count', 'is not a whole number from 0 to 1,000,000,000');
  if (event.sessionId === '') return invalid('sessionId', 'is not 1 to 200 characters');
  for (const [field, most] of texts) {
    if ((event[field]?.length ?? 0) > most) return invalid(field, `exceeds ${most} characters`);
  }
  return undefined;
}

const texts = [
  ['sessionId', ID_LENGTH_MAX],
  ['textVersion', 200],
  ['productId', ID_LENGTH_MAX],
  ['productName', 500],
  ['categoryId', ID_LENGTH_MAX],
  ['categoryName', 500],
  ['basketId', ID_LENGTH_MAX],
  ['orderId', ID_LENGTH_MAX],
  ['trigger', 100],
] as const;

function faultOfIdentifier(field: 'visitorId' | 'customerId', id: string): Fault | undefined {
  if (isJunkIdentifier(id))
    return { reason: 'junk-identifier', field, detail: `${field} is a word that stands for nobody` };
  return id.length > ID_LENGTH_MAX ? invalid(field, 'is not 1 to 200 characters') : undefined;
}

const missing = (field: string): Fault => ({ reason: 'missing-field', field, detail: `${field} is missing` });
const invalid = (field: string, what: string): Fault => ({
  reason: 'invalid-field',
  field,
  detail: `${field} ${what}`,
});
