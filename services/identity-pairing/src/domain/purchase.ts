import type { Money, Order } from '@stamkunde/contracts';

/** A line that counts. */
export interface PurchasedLine {
  readonly lineId: string;
  readonly quantity: number;
  readonly productId: string | null;
  readonly productName: string | null;
  readonly unitPrice: Money | null;
  readonly occurredAt: number;
}

/** What of an order belongs into its buyer's activity. */
export interface Purchase {
  readonly siteId: string;
  readonly orderId: string;
  readonly rev: number;
  /** Null for a guest, and for an order of which nothing counts. */
  readonly buyer: string | null;
  readonly placedAt: number | null;
  readonly productCount: number;
  readonly totals: readonly Money[];
  readonly lines: readonly PurchasedLine[];
}

/** Cancelled lines are not among it: a seat given back is gone from the activity as if it had never been bought. */
export function purchaseOf(order: Order): Purchase {
  const { siteId, orderId, rev, buyer, placedAt, productCount, totals } = order;
  const lines = order.lines.flatMap(({ lineId, quantity, bought }): PurchasedLine[] => {
    if (bought === null || quantity === 0) return [];
    const { productId, productName, unitPrice, occurredAt } = bought;
    return [{ lineId, quantity, productId, productName, unitPrice, occurredAt }];
  });
  const counts = lines.length > 0;
  return { siteId, orderId, rev, buyer: counts ? buyer : null, placedAt, productCount, totals, lines };
}
