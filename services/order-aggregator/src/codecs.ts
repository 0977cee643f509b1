import {
  type BuyerOrder,
  type Order,
  type PurchaseTotals,
  type Reader,
  type Refusal,
  reader,
  type SchemaRegistry,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import { openWriter } from '@stamkunde/service';

/** How the values of this service are read and written, on topics and in its database alike. */
export interface Codecs {
  readonly orders: Reader<Order>;
  readonly buyerOrders: Reader<BuyerOrder>;
  readonly totals: Reader<PurchaseTotals>;
  readonly orderWriter: Writer<Order>;
  readonly buyerOrderWriter: Writer<BuyerOrder>;
  readonly totalsWriter: Writer<PurchaseTotals>;
  readonly refusals: Writer<Refusal>;
}

/**
 * Throws as `openWriter` does: `Unavailable` when the registry is away, `ConfigFault` when a schema is not registered.
 *
 * @param register registers the schemas first
 */
export async function openCodecs(registry: SchemaRegistry, register: boolean): Promise<Codecs> {
  return {
    orders: reader(topics.orders, registry),
    buyerOrders: reader(topics.buyerOrders, registry),
    totals: reader(topics.purchaseTotals, registry),
    orderWriter: await openWriter(topics.orders, registry, register),
    buyerOrderWriter: await openWriter(topics.buyerOrders, registry, register),
    totalsWriter: await openWriter(topics.purchaseTotals, registry, register),
    refusals: await openWriter(topics.refusals, registry, register),
  };
}
