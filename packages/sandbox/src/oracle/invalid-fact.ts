import { isCurrency, type OrderLineFact } from '@stamkunde/contracts';
import { rounded, times } from './exact.ts';
import { exactOf, scaleOf } from './money.ts';

/** Beyond it a negative long is not exact on its way through Avro. */
const longMax = 2 ** 52;

/**
 * What is wrong with a fact by the words of its schema, or undefined: written from the `doc` of each field and not from
 * the code that the services share.
 */
export function invalidFact(key: string, fact: OrderLineFact): string | undefined {
  if (key !== `${fact.siteId}:${fact.orderId}`) return 'the key is not siteId:orderId';
  if (!isUuid(fact.factId)) return 'factId is no UUID';
  if (!/^[-a-z0-9]{1,64}$/.test(fact.siteId)) return 'siteId';
  if (!isName(fact.orderId)) return 'orderId';
  if (!isWhole(fact.version) || Math.abs(fact.version) > longMax) return 'version';
  if (!isWhole(fact.occurredAt) || Math.abs(fact.occurredAt) >= Date.UTC(10_000, 0)) return 'occurredAt';
  if (fact.buyer !== null && fact.buyer !== '' && !isUuid(fact.buyer)) return 'buyer';
  if ((fact.productId ?? '').length > 200) return 'productId';
  if ((fact.productName ?? '').length > 500) return 'productName';
  if ((fact.country ?? '').length > 100) return 'country';
  if (fact.type === 'Unknown') return 'type';
  if (fact.type === 'LineBought') return invalidPurchase(fact);
  if (fact.type === 'LineCancelled') return invalidCancellation(fact);
  return undefined;
}

function invalidPurchase({ lineId, quantity, unitPrice }: OrderLineFact): string | undefined {
  if (lineId === null || !isName(lineId)) return 'lineId';
  if (quantity === null || !isQuantity(quantity)) return 'quantity';
  if (unitPrice === null) return undefined;
  const { amount, scale, currency } = unitPrice;
  if (!isCurrency(currency)) return 'unitPrice.currency';
  if (!isWhole(amount) || !isWhole(scale) || scale < 0 || scale > 6) return 'unitPrice';
  const price = exactOf(unitPrice);
  // Averages are told in ten-thousandths: that is how exact the value of a line must be able to be.
  const ownScale = scaleOf(currency, price);
  const line = times(price, Math.max(1, quantity));
  const fits =
    Math.abs(rounded(price, ownScale)) <= longMax && Math.abs(rounded(line, Math.max(4, ownScale))) < longMax;
  return fits ? undefined : 'unitPrice';
}

function invalidCancellation({ lineId, cancellationId, quantity }: OrderLineFact): string | undefined {
  if (lineId === null || !isName(lineId)) return 'lineId';
  if (cancellationId === null || !isName(cancellationId)) return 'cancellationId';
  return quantity === null || isQuantity(quantity) ? undefined : 'quantity';
}

const isName = (text: string): boolean => text.length >= 1 && text.length <= 200;
const isQuantity = (pieces: number): boolean => isWhole(pieces) && pieces >= 0 && pieces <= 1_000_000_000;
const isWhole = (value: number): boolean => Number.isSafeInteger(value);
const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
