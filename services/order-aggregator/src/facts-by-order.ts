import { faultOf, type OrderLineFact, orderKey } from '@stamkunde/contracts';
import { type Delivered, inTurns, type Refused, type Trace } from '@stamkunde/stream';

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
  /** One of them at least; see `Delivered`. */
  isReadAgain: boolean;
}

/** The facts of a batch by order, in the order they came; those with a fault are refused. */
export async function factsByOrder(batch: readonly Delivered<OrderLineFact>[]): Promise<{
  readonly orders: ReadonlyMap<string, FactsOfOrder>;
  readonly refused: Refused[];
}> {
  const orders = new Map<string, FactsOfOrder>();
  const refused: Refused[] = [];
  let order: FactsOfOrder | undefined;
  await inTurns(batch, (delivered, place) => {
    const fact = delivered.value;
    const fault = faultOf(fact);
    if (fault !== undefined) {
      refused.push({ index: place, reason: fault.reason, detail: fault.detail });
      return;
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
          isReadAgain: false,
        };
        orders.set(key, order);
      }
    }
    order.facts.push(fact);
    order.places.push(place);
    order.last = delivered;
    if (delivered.isReadAgain) order.isReadAgain = true;
  });
  return { orders, refused };
}

/**
 * The trace of what these facts cause: that of the last one. It is history if all of them are, and also if those that are
 * not change nothing: what was known before is no news because history is sent beside it.
 *
 * @param changes whether facts of the order change it
 */
export function traceOf(
  { last, facts }: FactsOfOrder,
  changes: (facts: readonly OrderLineFact[]) => boolean,
): Trace {
  const { correlationId, traceparent } = last.trace;
  const live = facts.filter(({ origin }) => origin === 'live');
  const isLive = live.length > 0 && (live.length === facts.length || changes(live));
  return {
    correlationId: last.value.correlationId === '' ? correlationId : last.value.correlationId,
    traceparent,
    origin: isLive ? 'live' : 'backfill',
  };
}
