import { isCurrency } from './currencies.ts';
import type { OrderLineFact } from './generated/order-lines.ts';
import { AVERAGE_SCALE, canonical, LONG_MAX, powerOfTen } from './money.ts';
import { isUuid } from './uuid-v5.ts';

/** Why a fact cannot be taken: a short, stable reason, and the field it is about. */
export interface Fault {
  readonly reason: 'unknown-type' | 'missing-field' | 'invalid-field' | 'junk-identifier';
  readonly field: string;
  readonly detail: string;
}

/** Most characters of an order, line, product, cancellation id or a reference. */
export const ID_LENGTH_MAX = 200;

const SITE = /^[a-z0-9-]{1,64}$/;

/** Most pieces of one line: a billion. */
const QUANTITY_MAX = 1_000_000_000;

/** The last moment a fact may have happened: the end of the year 9999. */
const OCCURRED_AT_MAX = 253_402_300_799_999;

/**
 * What is wrong with an order fact beyond what its schema can say, or undefined when it may be folded. The first fault
 * found; the same rule for ingest, for producers that write to the topic, and for order-aggregator.
 */
export function faultOf(fact: OrderLineFact): Fault | undefined {
  return faultOfHead(fact) ?? faultOfKind(fact) ?? faultOfHeader(fact);
}

function faultOfHead(fact: OrderLineFact): Fault | undefined {
  if (!isUuid(fact.factId)) return invalid('factId', 'is not a lower-case UUID');
  if (!isSite(fact.siteId)) return invalid('siteId', 'is not 1 to 64 lower-case letters, digits or hyphens');
  if (!isId(fact.orderId)) return invalid('orderId', 'is not 1 to 200 characters');
  if (!Number.isInteger(fact.version) || Math.abs(fact.version) > LONG_MAX)
    return invalid('version', 'is not a whole number up to 2^52');
  if (!isMoment(fact.occurredAt)) return invalid('occurredAt', 'is not a moment before the year 10000');
  return undefined;
}

function faultOfKind(fact: OrderLineFact): Fault | undefined {
  switch (fact.type) {
    case 'LineBought':
      if (fact.lineId === null) return missing('lineId');
      if (!isId(fact.lineId)) return invalid('lineId', 'is not 1 to 200 characters');
      if (fact.quantity === null) return missing('quantity');
      return faultOfQuantity(fact.quantity) ?? faultOfPrice(fact);
    case 'LineCancelled':
      if (fact.lineId === null) return missing('lineId');
      if (!isId(fact.lineId)) return invalid('lineId', 'is not 1 to 200 characters');
      if (fact.cancellationId === null) return missing('cancellationId');
      if (!isId(fact.cancellationId)) return invalid('cancellationId', 'is not 1 to 200 characters');
      return fact.quantity === null ? undefined : faultOfQuantity(fact.quantity);
    case 'OrderAnnulled':
    case 'OrderReinstated':
    case 'OrderDescribed':
      return undefined;
    case 'Unknown':
      return { reason: 'unknown-type', field: 'type', detail: 'type is not one this version knows' };
  }
}

function faultOfHeader(fact: OrderLineFact): Fault | undefined {
  if (fact.buyer !== null && fact.buyer !== '' && !isUuid(fact.buyer))
    return invalid('buyer', 'is not a contactId');
  if (fact.productId !== null && fact.productId.length > ID_LENGTH_MAX)
    return invalid('productId', 'exceeds 200 characters');
  if (fact.productName !== null && fact.productName.length > 500)
    return invalid('productName', 'exceeds 500 characters');
  if (fact.country !== null && fact.country.length > 100) return invalid('country', 'exceeds 100 characters');
  return undefined;
}

function faultOfQuantity(quantity: number): Fault | undefined {
  if (Number.isSafeInteger(quantity) && quantity >= 0 && quantity <= QUANTITY_MAX) return undefined;
  return invalid('quantity', 'is not a whole number from 0 to 1,000,000,000');
}

function faultOfPrice({ unitPrice, quantity }: OrderLineFact): Fault | undefined {
  if (unitPrice === null) return undefined;
  if (!isCurrency(unitPrice.currency))
    return invalid('unitPrice.currency', 'is not a currency of ISO 4217 in capital letters');
  const price = canonical(unitPrice.amount, unitPrice.scale, unitPrice.currency, unitPrice.basis);
  if (price === undefined) return invalid('unitPrice', 'has a scale beyond 6, or too many digits');
  // A line must fit into sums and averages alone.
  const finer = powerOfTen(Math.max(0, AVERAGE_SCALE - price.scale));
  if (Math.abs(price.amount) * Math.max(1, quantity ?? 0) * finer >= LONG_MAX)
    return invalid('unitPrice', 'times quantity exceeds what can be summed exactly: 450 billion');
  return undefined;
}

/** Whether a text can be the id of a site. */
export const isSite = (id: string): boolean => SITE.test(id);
/** Whether a number is a moment at which a fact may have happened, in milliseconds. */
export const isMoment = (at: number): boolean => Number.isSafeInteger(at) && Math.abs(at) <= OCCURRED_AT_MAX;

const isId = (id: string): boolean => id.length > 0 && id.length <= ID_LENGTH_MAX;
const missing = (field: string): Fault => ({ reason: 'missing-field', field, detail: `${field} is missing` });
const invalid = (field: string, what: string): Fault => ({
  reason: 'invalid-field',
  field,
  detail: `${field} ${what}`,
});
