import { faultOf, type OrderLineFact, orderKey } from '@stamkunde/contracts';
import type { Delivered, Refused, Trace } from '@stamkunde/stream';

/** What a batch says of one order. */
export interface FactsOfOrder {
  readonly key: string;
  readonly siteId: string;
  readonly orderId: string;
  readonly facts: OrderLineFact[];
  /** Places of the facts in the batch. */
  readonly places: number[];
  /** The last of them: whoever asks why the order is as it is, asks for this one. */
  last: Delivered<OrderLineFact>;
  isLive: boolean;
  /** One of them at least; see `Delivered`. */
  isReadAgain: boolean;
}

/** The facts of a batch by order, in the order they came; those with a fault are refused. */
export function factsByOrder(batch: readonly Delivered<OrderLineFact>[]): {
  readonly orders: ReadonlyMap<string, FactsOfOrder>;
  readonly refused: Refused[];
} {
  const orders = new Map<string, FactsOfOrder>();
  const refused: Refused[] = [];
  let order: FactsOfOrder | undefined;
  for (const [place, delivered] of batch.entries()) {
    const fact = delivered.value;
    const fault = faultOf(fact);
    if (fault !== undefined) {
      refused.push({ index: place, reason: fault.reason, detail: fault.detail });
      continue;
    }
    const { siteId, orderId } = fact;
    // Facts of one order lie together more often than not.
    if (order === undefined || order.orderId !== orderId || order.siteId !== siteId) {
      const key = orderKey(siteId, orderId);
      order = orders.get(key);
      if (order === undefined) {
        order = {
          key,
          siteId,
          orderId,
          facts: [],
          places: [],
          last: delivered,
          isLive: false,
          isReadAgain: false,
        };
        orders.set(key, order);
      }
    }
    order.facts.push(fact);
    order.places.push(place);
    order.last = delivered;
    if (fact.origin === 'live') order.isLive = true;
    if (delivered.isReadAgain) order.isReadAgain = true;
  }
  return { orders, refused };
}

/** The trace of what these facts cause: that of the last one, and history only if all of them are. */
export function traceOf({ last, isLive }: FactsOfOrder): Trace {
  const { correlationId, traceparent } = last.trace;
  return {
    correlationId: last.value.correlationId === '' ? correlationId : last.value.correlationId,
    traceparent,
    origin: isLive ? 'live' : 'backfill',
  };
}
