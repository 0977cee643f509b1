import type { OrderLineFact } from '@stamkunde/contracts';

/** The fields of a fact that are folded. The proof of who bought, and what only people read, is not the fold's business. */
export const foldedFields: readonly (keyof OrderLineFact)[] = [
  'factId',
  'siteId',
  'orderId',
  'type',
  'version',
  'occurredAt',
  'origin',
  'correlationId',
  'lineId',
  'cancellationId',
  'quantity',
  'productId',
  'productName',
  'unitPrice',
  'buyer',
  'country',
];
