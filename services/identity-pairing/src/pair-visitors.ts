import { type ContactClaim, contactKey, type SiteEvent, topics, type Writer } from '@stamkunde/contracts';
import { inTurns, type Outgoing, type Refused, type Trace, type Verb } from '@stamkunde/stream';
import {
  type AttributeEventsPorts,
  attributeEvents,
  EVENTS_AT_ONCE,
  type WantedEvent,
} from './attribute-events.ts';
import { type Concerned, concernedBy, type Span } from './domain/concerned.ts';
import { newPairings, type Standing } from './domain/segments.ts';
import { hear, initialVisitor, type Visitor, type VisitorLimits, visitorLimits } from './domain/visitor.ts';
import { visitorClaims } from './domain/visitor-claim.ts';
import { eventKey, type Place } from './event-store.ts';
import { type EventsOfVisitor, eventsByVisitor, traceOf } from './events-by-visitor.ts';
import type { Changed } from './guarded-store.ts';
import { revAfterLoss } from './rev-after-loss.ts';
import { untilSaved } from './until-saved.ts';

export interface PairVisitorsPorts extends AttributeEventsPorts {
  readonly writeClaim: Writer<ContactClaim>['write'];
  /** A pairing was heard of for the first time. */
  readonly onPairing?: (standing: Standing, proof: string) => void;
  readonly limits?: VisitorLimits;
}

/** Spans of time that are asked for at once. */
const SPANS_AT_ONCE = 64;

/**
 * Hears what visitors say of themselves, and ties what they did to the contacts they are. Does not know who a contact is
 * beyond one browser, nor what was bought, nor who may be written to.
 *
 * It may be killed between any two lines below: until the offset is committed the same messages come again, and then
 * - what was said is known, and changes nothing;
 * - the time it is about follows from it and from the visitor as it stands, so the same events are decided again, from
 *   the first page on, and those that were decided stay as they are;
 * - everything is announced again, since nobody knows how far it was got.
 */
export function pairVisitors(ports: PairVisitorsPorts): Verb<SiteEvent> {
  return async function onSiteEvents(batch) {
    const told = await eventsByVisitor(batch);
    const visitors = [...told.visitors.values()];
    // First what was said, durably: an event that is decided before it would be decided without it.
    const heard = await hearAll(ports, visitors);
    await attributeEvents(ports, visitors.flatMap(deedsOf));
    await attributeAgain(ports, heard);
    await ports.publish(heard.flatMap((one) => claimsOf(ports, one)));
    return [...told.refused, ...heard.flatMap(({ refused }) => refused)];
  };
}

/** A visitor that has said something. */
interface HeardVisitor {
  readonly about: EventsOfVisitor;
  readonly visitor: Visitor;
  readonly concerned: Concerned;
  readonly trace: Trace;
  readonly refused: readonly Refused[];
}

async function hearAll(
  ports: PairVisitorsPorts,
  visitors: readonly EventsOfVisitor[],
): Promise<readonly HeardVisitor[]> {
  const speaking = new Map(visitors.filter(({ said }) => said.length > 0).map((one) => [one.key, one]));
  const heard = new Map<string, HeardVisitor>();
  await untilSaved([...speaking.keys()], async (open) => {
    const before = await ports.visitors.load(open);
    const changed: Changed<Visitor>[] = [];
    await inTurns(open, (key) => {
      const about = speaking.get(key) as EventsOfVisitor;
      const known = before.get(key) ?? initialVisitor(about.siteId, about.visitorId);
      const one = heardVisitor(ports, about, known);
      heard.set(key, one);
      if (one.visitor !== known) changed.push({ key, value: one.visitor, over: known.rev });
    });
    // Guarded by rev: a second writer loses here, and hears it on top of what the first one heard.
    const lost = await ports.visitors.save(changed);
    ports.onLost?.('visitors', lost.length);
    const isLost = new Set(lost);
    for (const { key, value } of changed) {
      if (isLost.has(key)) continue;
      for (const [standing, proof] of newPairings(before.get(key), value)) ports.onPairing?.(standing, proof);
    }
    return lost;
  });
  return [...heard.values()];
}

function heardVisitor(
  { limits = visitorLimits }: PairVisitorsPorts,
  about: EventsOfVisitor,
  known: Visitor,
): HeardVisitor {
  const { visitor: after, refused } = hear(known, about.said, limits);
  const visitor = after !== known && about.isReadAgain ? { ...after, rev: revAfterLoss(known.rev) } : after;
  const live = about.said.filter(({ origin }) => origin === 'live');
  const isLive =
    live.length > 0 && (live.length === about.said.length || hear(known, live, limits).visitor !== known);
  const cause = about.lastSaid === undefined ? undefined : traceOf(about.lastSaid);
  const trace: Trace = {
    correlationId: cause?.correlationId ?? '',
    traceparent: cause?.traceparent,
    origin: isLive ? 'live' : 'backfill',
  };
  const inBatch = refused.map(({ index, detail }) => ({
    index: about.places[index] as number,
    reason: 'over-limit',
    detail,
  }));
  return { about, visitor, concerned: concernedBy(visitor, about.said), trace, refused: inBatch };
}

/** What a visitor did, as it was told. */
function deedsOf({ key, did, isReadAgain }: EventsOfVisitor): WantedEvent[] {
  return did.map((delivered) => ({
    key: eventKey(key, delivered.value.factId),
    visitor: key,
    told: delivered.value,
    trace: traceOf(delivered),
    isReadAgain,
  }));
}

/**
 * Decides anew whose the events are that visitors' words are about: page by page, however many there are, one page of
 * each span at a time.
 */
async function attributeAgain(ports: PairVisitorsPorts, heard: readonly HeardVisitor[]): Promise<void> {
  let open = heard.flatMap(spansOf);
  while (open.length > 0) {
    const some = open.slice(0, SPANS_AT_ONCE);
    const pages = await Promise.all(
      some.map(({ key, span, last }) => ports.events.within(key, span, EVENTS_AT_ONCE, last)),
    );
    await attributeEvents(
      ports,
      some.flatMap((one, index) => wantedOf(one, pages[index] ?? [])),
    );
    const unfinished = some.flatMap((one, index) => {
      const page = pages[index] ?? [];
      return page.length < EVENTS_AT_ONCE ? [] : [{ ...one, last: page.at(-1) }];
    });
    open = [...unfinished, ...open.slice(SPANS_AT_ONCE)];
  }
}

/** Some time of a visitor whose events are decided anew. */
interface OpenSpan {
  readonly key: string;
  readonly span: Span;
  readonly last: Place | undefined;
  /** Decided already, with what was told of them. */
  readonly isDone: ReadonlySet<string>;
  readonly trace: Trace;
  readonly isReadAgain: boolean;
}

function spansOf({ about, concerned, trace }: HeardVisitor): OpenSpan[] {
  const { key, did, isReadAgain } = about;
  const isDone = new Set(did.map(({ value }) => value.factId));
  return concerned.spans.map((span) => ({ key, span, last: undefined, isDone, trace, isReadAgain }));
}

function wantedOf({ key, isDone, trace, isReadAgain }: OpenSpan, page: readonly Place[]): WantedEvent[] {
  const others = page.filter(({ id }) => !isDone.has(id));
  return others.map(({ id }) => ({ key: eventKey(key, id), visitor: key, trace, isReadAgain }));
}

/** What the visitor says of the contacts its words are about, changed or not. */
function claimsOf(
  { writeClaim }: PairVisitorsPorts,
  { visitor, concerned, trace }: HeardVisitor,
): Outgoing[] {
  const { siteId, visitorId, rev } = visitor;
  return [...visitorClaims(visitor, concerned.contacts)].map(([contactId, claim]) => ({
    topic: topics.contactClaims.name,
    key: contactKey(siteId, contactId),
    value: writeClaim({ siteId, contactId, visitor: claim, customer: null }),
    trace,
    event: { id: `${contactId}/${visitorId}@${rev}`, type: 'ContactClaim' },
  }));
}
