import { faultOfSiteEvent, type SiteEvent, visitorKey } from '@stamkunde/contracts';
import { type Delivered, inTurns, type Refused, type Trace } from '@stamkunde/stream';
import { isStatement } from './domain/visitor.ts';

/** What a batch says of one visitor. */
export interface EventsOfVisitor {
  readonly key: string;
  readonly siteId: string;
  readonly visitorId: string;
  /** What it said of itself: consents, pairings, un-pairings. */
  readonly said: SiteEvent[];
  /** Places of these in the batch. */
  readonly places: number[];
  /** What it did. */
  readonly did: Delivered<SiteEvent>[];
  /** The last thing it said. */
  lastSaid: Delivered<SiteEvent> | undefined;
  /** One of them at least; see `Delivered`. */
  isReadAgain: boolean;
}

/** The events of a batch by visitor, in the order they came; those with a fault are refused. */
export async function eventsByVisitor(batch: readonly Delivered<SiteEvent>[]): Promise<{
  readonly visitors: ReadonlyMap<string, EventsOfVisitor>;
  readonly refused: Refused[];
}> {
  const visitors = new Map<string, EventsOfVisitor>();
  const refused: Refused[] = [];
  await inTurns(batch, (delivered, place) => {
    const event = delivered.value;
    const fault = faultOfSiteEvent(event);
    if (fault !== undefined) {
      refused.push({ index: place, reason: fault.reason, detail: fault.detail });
      return;
    }
    const { siteId, visitorId } = event;
    const key = visitorKey(siteId, visitorId);
    let visitor = visitors.get(key);
    if (visitor === undefined) {
      const nothing = { said: [], places: [], did: [], lastSaid: undefined, isReadAgain: false };
      visitor = { key, siteId, visitorId, ...nothing };
      visitors.set(key, visitor);
    }
    if (isStatement(event)) {
      visitor.said.push(event);
      visitor.places.push(place);
      visitor.lastSaid = delivered;
    } else visitor.did.push(delivered);
    visitor.isReadAgain ||= delivered.isReadAgain;
  });
  return { visitors, refused };
}

/** The trace of what one event causes. */
export function traceOf({ value, trace }: Delivered<SiteEvent>): Trace {
  const { correlationId, traceparent } = trace;
  return {
    correlationId: value.correlationId === '' ? correlationId : value.correlationId,
    traceparent,
    origin: value.origin,
  };
}
