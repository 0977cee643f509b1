import { type OrderLineFact, topics, type Writer } from '@stamkunde/contracts';
import type { Outgoing } from '@stamkunde/stream';

/** A fact as it goes out to `order-lines`, with its order's key and what travels beside it. */
export function outgoingFact(
  fact: OrderLineFact,
  values: Writer<OrderLineFact>,
  traceparent: string | undefined,
): Outgoing {
  return {
    topic: topics.orderLines.name,
    key: topics.orderLines.key(fact),
    value: values.write(fact),
    trace: { correlationId: fact.correlationId, traceparent, origin: fact.origin },
    event: { id: fact.factId, type: fact.type, time: fact.occurredAt },
  };
}
