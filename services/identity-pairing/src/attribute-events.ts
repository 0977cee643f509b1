import { type ContactActivity, contactKey, type SiteEvent, topics, type Writer } from '@stamkunde/contracts';
import { inTurns, type Outgoing, type Publish, type Trace } from '@stamkunde/stream';
import { type Attribution, attributor, type Outcome, outcomeOf } from './domain/attribution.ts';
import { activitiesOf, decided, type RecordedEvent, sameEverywhere } from './domain/recorded-event.ts';
import { initialVisitor, type Visitor } from './domain/visitor.ts';
import type { EventStore } from './event-store.ts';
import type { Changed, GuardedStore } from './guarded-store.ts';
import { revAfterLoss } from './rev-after-loss.ts';
import { untilSaved } from './until-saved.ts';

/** An event of which it shall be decided whose it is. */
export interface WantedEvent {
  readonly key: string;
  /** `siteId:visitorId` */
  readonly visitor: string;
  /** What was told of it just now, if anything. */
  readonly told?: SiteEvent;
  readonly trace: Trace;
  readonly isReadAgain: boolean;
}

/** How much longer than the retention an event is kept: what is late must not come in vain. */
const GRACE_MS = 7 * 86_400_000;

/** Events that are loaded, decided, saved and announced together. */
export const EVENTS_AT_ONCE = 500;

export interface AttributeEventsPorts {
  readonly visitors: GuardedStore<Visitor>;
  readonly events: EventStore;
  readonly publish: Publish;
  readonly writeActivity: Writer<ContactActivity>['write'];
  /** How long before its first pairing an event is still tied to it, in milliseconds. */
  readonly retentionMs: (siteId: string) => number;
  readonly now: () => number;
  /** Documents that another writer had changed first. */
  readonly onLost?: (store: 'visitors' | 'events', documents: number) => void;
  /** Something else has become of an event than before. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/**
 * Decides whose events are, under the newest that is known of their visitors; keeps it, and tells the contacts
 * concerned. Each page costs the same, however many other events their visitors have.
 */
export async function attributeEvents(
  ports: AttributeEventsPorts,
  wanted: readonly WantedEvent[],
): Promise<void> {
  const each = [...byKey(wanted).values()];
  for (let at = 0; at < each.length; at += EVENTS_AT_ONCE) {
    const page = new Map(each.slice(at, at + EVENTS_AT_ONCE).map((one) => [one.key, one]));
    const records = await saved(ports, page);
    // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
    await ports.publish(
      [...records].flatMap(([key, record]) => announcements(ports, record, page.get(key) as WantedEvent)),
    );
  }
}

async function saved(
  ports: AttributeEventsPorts,
  page: ReadonlyMap<string, WantedEvent>,
): Promise<ReadonlyMap<string, RecordedEvent>> {
  const after = new Map<string, RecordedEvent>();
  await untilSaved([...page.keys()], async (open) => {
    const wanted = open.map((key) => page.get(key) as WantedEvent);
    const before = await ports.events.load(open);
    // After the events, never before them: a record is then never replaced by what an older word of its visitor makes
    // of it, not even by a process that was thought dead. Whoever hears a newer word touches every event it is about.
    const known = await ports.visitors.load([...new Set(wanted.map(({ visitor }) => visitor))]);
    const words = new Map<string, Word>();
    const changed: Changed<RecordedEvent>[] = [];
    await inTurns(wanted, (one) => {
      const event = one.told ?? before.get(one.key)?.event;
      // Its time was up between two steps: nothing is to be decided any more.
      if (event === undefined) return;
      const word = words.get(one.visitor) ?? wordOf(ports, known.get(one.visitor), event);
      words.set(one.visitor, word);
      const record = recordOf(one, before.get(one.key), event, word);
      after.set(one.key, record);
      const over = before.get(one.key)?.rev ?? 0;
      if (record.rev !== over) changed.push({ key: one.key, value: record, over });
    });
    const lost = await ports.events.save(changed);
    ports.onLost?.('events', lost.length);
    const isLost = new Set(lost);
    for (const { key, value } of changed) {
      const outcome = outcomeOf(value.attribution);
      const earlier = before.get(key)?.attribution;
      if (!isLost.has(key) && (earlier === undefined || outcomeOf(earlier) !== outcome))
        ports.onOutcome?.(outcome);
    }
    return lost;
  });
  return after;
}

/** What counts of a visitor when it is decided whose an event is. */
interface Word {
  readonly rev: number;
  readonly waitsUntil: number;
  readonly attributionOf: (event: SiteEvent) => Attribution;
}

function wordOf(
  { retentionMs, now }: AttributeEventsPorts,
  known: Visitor | undefined,
  { siteId, visitorId }: SiteEvent,
): Word {
  const visitor = known ?? initialVisitor(siteId, visitorId);
  const retention = retentionMs(siteId);
  return {
    rev: visitor.rev,
    waitsUntil: now() + retention + GRACE_MS,
    attributionOf: attributor(visitor, retention),
  };
}

function recordOf(
  { isReadAgain }: WantedEvent,
  before: RecordedEvent | undefined,
  event: SiteEvent,
  { attributionOf, rev, waitsUntil }: Word,
): RecordedEvent {
  const record = decided(before, event, attributionOf, rev, waitsUntil);
  return record !== before && isReadAgain ? { ...record, rev: revAfterLoss(before?.rev ?? 0) } : record;
}

function announcements(
  { writeActivity }: AttributeEventsPorts,
  record: RecordedEvent,
  { key: event, trace }: WantedEvent,
): Outgoing[] {
  // What is history when it happens stays history, whatever ties it to somebody.
  const origin = record.event.origin === 'backfill' ? 'backfill' : trace.origin;
  return activitiesOf(record).map((activity) => ({
    topic: topics.contactActivity.name,
    key: contactKey(activity.siteId, activity.contactId),
    value: writeActivity(activity),
    trace: { ...trace, origin },
    event: {
      id: `${activity.contactId}/${event}@${record.rev}`,
      type: 'ContactActivity',
      time: activity.occurredAt,
    },
  }));
}

/** Each event once, however often it was told. */
function byKey(wanted: readonly WantedEvent[]): ReadonlyMap<string, WantedEvent> {
  const each = new Map<string, WantedEvent>();
  for (const one of wanted) {
    const known = each.get(one.key);
    const isSaidBefore = known?.told !== undefined && one.told !== undefined;
    const told = isSaidBefore ? sameEverywhere(known.told as SiteEvent, one.told as SiteEvent) : one.told;
    each.set(one.key, told === undefined ? one : { ...one, told });
  }
  return each;
}
