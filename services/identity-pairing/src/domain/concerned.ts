import type { SiteEvent } from '@stamkunde/contracts';
import { comparePlace } from './place.ts';
import { type Segment, segmentsOf } from './segments.ts';
import { isStatement, type Visitor } from './visitor.ts';

/** From a moment on, up to another that is not in it; in milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export interface Concerned {
  /** Where events may have become somebody else's, in their order and apart from each other. */
  readonly spans: readonly Span[];
  /** Contacts of whom the visitor may say something else. */
  readonly contacts: readonly string[];
}

/**
 * What statements can have changed, wherever they are new: asked of the visitor as it is with them. The same again when
 * they come again, since nobody knows how far it was got the first time.
 */
export function concernedBy(visitor: Visitor, events: readonly SiteEvent[]): Concerned {
  const segments = segmentsOf(visitor);
  const spans: Span[] = [];
  const contacts = new Set<string>();
  for (const event of events) {
    if (!isStatement(event)) continue;
    const [window, touched] = reachOf(visitor, segments, event);
    if (window !== undefined) spans.push(window);
    for (const segment of touched) {
      contacts.add(segment.pairing.contactId);
      if (changes(event, segment, window)) spans.push(segment);
    }
  }
  return { spans: joined(spans), contacts: [...contacts] };
}

/** The time a statement is about by itself, and the segments it has to do with. */
function reachOf(
  visitor: Visitor,
  segments: readonly Segment[],
  event: SiteEvent,
): [Span | undefined, readonly Segment[]] {
  switch (event.type) {
    case 'VisitorPaired': {
      const isIt = (segment: Segment | undefined) =>
        segment !== undefined && comparePlace(segment.pairing, event) === 0;
      // The one before ends here.
      return [undefined, segments.filter((one, index) => isIt(one) || isIt(segments[index + 1]))];
    }
    case 'VisitorUnpaired':
      return [undefined, segments.filter(({ pairing }) => pairing.contactId === event.contactId)];
    default: {
      if (event.marketing === null) return [undefined, []];
      const next = visitor.consents.find((one) => comparePlace(one, event) > 0);
      const window = { from: event.occurredAt, until: next?.occurredAt ?? Number.POSITIVE_INFINITY };
      return [window, segments.filter(({ from, until }) => from <= window.until && until >= window.from)];
    }
  }
}

/** Whether all of a segment can have changed hands, and not only what the statement is about by itself. */
function changes(event: SiteEvent, { pairing }: Segment, window: Span | undefined): boolean {
  switch (event.type) {
    case 'VisitorPaired':
      return comparePlace(pairing, event) === 0;
    case 'VisitorUnpaired':
      return comparePlace(pairing, event) < 0;
    default:
      return window !== undefined && pairing.occurredAt >= window.from && pairing.occurredAt < window.until;
  }
}

function joined(spans: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  for (const { from, until } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (from >= until) continue;
    if (last === undefined || from > last.until) apart.push({ from, until });
    else apart[apart.length - 1] = { from: last.from, until: Math.max(last.until, until) };
  }
  return apart;
}
