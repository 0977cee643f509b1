import {
  AVERAGE_SCALE,
  type Basis,
  type BuyerOrder,
  formatDecimal,
  type PurchaseTotals,
} from '@stamkunde/contracts';
import { moment, type ReadableMoney, readable } from './explained-order.ts';

export interface ExplainedBuyer
  extends Pick<
    PurchaseTotals,
    'siteId' | 'contactId' | 'rev' | 'orderCount' | 'productCount' | 'lastOrderId'
  > {
  /** Decimal number. */
  readonly averageProductCount: string | null;
  /** ISO 8601. */
  readonly firstPurchaseAt: string | null;
  readonly lastPurchaseAt: string | null;
  readonly spend: readonly {
    readonly currency: string;
    readonly basis: Basis;
    readonly orderCount: number;
    /** Decimal numbers. */
    readonly total: string;
    readonly lastOrderValue: string;
    readonly averageOrderValue: string;
  }[];
  readonly why: {
    readonly orders: readonly {
      readonly orderId: string;
      readonly rev: number;
      readonly placedAt: string | null;
      readonly productCount: number;
      readonly values: readonly ReadableMoney[];
    }[];
    /** Where the next page begins; null on the last one. */
    readonly next: string | null;
  };
}

/** What a buyer has bought, for people, with a page of the orders that make it up. */
export function explainedBuyer(
  totals: PurchaseTotals,
  orders: readonly BuyerOrder[],
  next: string | null,
): ExplainedBuyer {
  const { siteId, contactId, rev, orderCount, productCount, averageProductCount } = totals;
  return {
    siteId,
    contactId,
    rev,
    orderCount,
    productCount,
    averageProductCount:
      averageProductCount === null ? null : formatDecimal(averageProductCount, AVERAGE_SCALE),
    firstPurchaseAt: moment(totals.firstPurchaseAt),
    lastPurchaseAt: moment(totals.lastPurchaseAt),
    lastOrderId: totals.lastOrderId,
    spend: totals.spend.map((sum) => ({
      currency: sum.currency,
      basis: sum.basis,
      orderCount: sum.orderCount,
      total: formatDecimal(sum.total, sum.scale),
      lastOrderValue: formatDecimal(sum.lastOrderValue, sum.scale),
      averageOrderValue: formatDecimal(sum.averageOrderValue, AVERAGE_SCALE),
    })),
    why: {
      orders: orders.flatMap(({ orderId, rev: orderRev, counts }) =>
        counts === null
          ? []
          : [
              {
                orderId,
                rev: orderRev,
                placedAt: moment(counts.placedAt),
                productCount: counts.productCount,
                values: counts.values.map(readable),
              },
            ],
      ),
      next,
    },
  };
}
