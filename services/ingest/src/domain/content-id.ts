import { factIdOf, type OrderLineFact } from '@stamkunde/contracts';

/** Everything a source says in a fact. How it came here, and under which correlation id, is not part of that. */
export type Said = Omit<OrderLineFact, 'factId' | 'correlationId' | 'origin'>;

/**
 * The id of what is said: equal content has an equal id, by whatever way it comes and however often. One JSON text,
 * not a joined one, so that absent and empty differ (no statement about the buyer, or a guest) and no separator can be forged.
 */
export function contentIdOf(said: Said): string {
  const price = said.unitPrice;
  const content = [
    said.type,
    said.orderId,
    said.lineId,
    said.cancellationId,
    said.version,
    said.occurredAt,
    said.quantity,
    said.productId,
    said.productName,
    price === null ? null : [price.amount, price.scale, price.currency, price.basis],
    said.buyer,
    said.buyerAddress,
    said.country,
    said.reference,
  ];
  return factIdOf(said.siteId, JSON.stringify(content));
}
