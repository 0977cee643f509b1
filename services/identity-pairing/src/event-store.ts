import { contactKey, visitorKey } from '@stamkunde/contracts';
import { fromMongo } from '@stamkunde/service';
import { type Connection, type mongo, Schema } from 'mongoose';
import { type Outcome, outcomeOf, outcomes } from './domain/attribution.ts';
import type { Span } from './domain/concerned.ts';
import type { RecordedEvent } from './domain/recorded-event.ts';
import { type Guarded, guardedCollection } from './guarded-collection.ts';
import { type GuardedStore, guardedStore } from './guarded-store.ts';

/** The place of something in a list that is sorted by time. */
export interface Place {
  readonly at: number;
  /** Tells apart what happened in the same millisecond: a UUID. */
  readonly id: string;
}

/** What visitors did, each event by itself, by `siteId:visitorId:factId`. All calls throw `Unavailable` when the database is away. */
export interface EventStore extends GuardedStore<RecordedEvent> {
  /** Places of a visitor's events in some time, in their order; those after a place, if one is given. */
  within(visitor: string, span: Span, limit: number, after?: Place): Promise<readonly Place[]>;
  /** How many of a visitor's events are there, by what has become of them. */
  count(visitor: string): Promise<Readonly<Record<Outcome, number>>>;
  /** Events that are a contact's, newest first; those before a place, if one is given. */
  newest(contact: string, limit: number, before?: Place): Promise<readonly RecordedEvent[]>;
  /** Removes events whose time is up and of which nobody was ever told; some of them, and how many of which kind. */
  expire(now: number, limit: number): Promise<ReadonlyMap<Outcome, number>>;
}

export const eventKey = (visitor: string, factId: string): string => `${visitor}:${factId}`;

export interface EventDocument extends Guarded {
  readonly visitor: string;
  readonly at: number;
  readonly id: string;
  readonly outcome: Outcome;
  /** Whose it is; absent where it is nobody's. */
  readonly contact?: string;
  /** When it is removed; absent where somebody was told of it, and has to be told when it is taken back. */
  readonly until?: number;
  readonly record: RecordedEvent;
}

const schema = new Schema({}, { versionKey: false, strict: false });
schema.index({ visitor: 1, at: 1, id: 1, outcome: 1 });
schema.index({ contact: 1, at: 1, id: 1 }, { partialFilterExpression: { contact: { $exists: true } } });
schema.index({ until: 1, outcome: 1 }, { partialFilterExpression: { until: { $exists: true } } });

/** Events in MongoDB, collection `events`. */
export async function eventStore(connection: Connection): Promise<EventStore> {
  const model = connection.model('Event', schema, 'events');
  await model.createCollection();
  await model.createIndexes();
  const collection = model.collection as unknown as mongo.Collection<EventDocument>;
  const documents = guardedCollection(collection);

  return {
    ...recordsIn(documents),

    async within(visitor, { from, until }, limit, after) {
      const filter = { visitor, at: { $gte: from, $lt: until } };
      const later = after && {
        $or: [{ at: { $gt: after.at } }, { at: after.at, id: { $gt: after.id } }],
      };
      const found = await fromMongo(() =>
        collection
          .find({ ...filter, ...later }, { projection: { _id: 0, at: 1, id: 1 } })
          .sort({ at: 1, id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ at, id }) => ({ at, id }));
    },

    async count(visitor) {
      const grouped = await fromMongo(() =>
        collection
          .aggregate<{ _id: Outcome; count: number }>([
            { $match: { visitor } },
            { $group: { _id: '$outcome', count: { $sum: 1 } } },
          ])
          .toArray(),
      );
      const counts = new Map(grouped.map(({ _id, count }) => [_id, count]));
      return countsOf((outcome) => counts.get(outcome) ?? 0);
    },

    async newest(contact, limit, before) {
      // `$exists` is what lets the partial index be used.
      const filter = { contact: { $eq: contact, $exists: true } };
      const earlier = before && {
        $or: [{ at: { $lt: before.at } }, { at: before.at, id: { $lt: before.id } }],
      };
      const found = await fromMongo(() =>
        collection
          .find({ ...filter, ...earlier } as mongo.Filter<EventDocument>)
          .sort({ at: -1, id: -1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ record }) => record);
    },

    async expire(now, limit) {
      const isUp = { until: { $lt: now, $exists: true } };
      const found = await fromMongo(() =>
        collection
          .find(isUp, { projection: { outcome: 1 } })
          .limit(limit)
          .toArray(),
      );
      const removed = new Map<Outcome, number>();
      for (const [outcome, some] of Map.groupBy(found, (one) => one.outcome)) {
        const these = { _id: { $in: some.map(({ _id }) => _id) }, outcome, ...isUp };
        // Asked again in the same step: meanwhile another process may have removed it, or tied it to somebody.
        const { deletedCount } = await fromMongo(() =>
          collection.deleteMany(these, { writeConcern: { w: 'majority' } }),
        );
        removed.set(outcome, deletedCount);
      }
      return removed;
    },
  };
}

/** Loading and saving of records, whatever keeps the documents. */
export function recordsIn(
  documents: Parameters<typeof guardedStore<EventDocument>>[0],
): GuardedStore<RecordedEvent> {
  const { load, save } = guardedStore(documents);
  return {
    async load(keys) {
      return new Map([...(await load(keys))].map(([key, { record }]) => [key, record]));
    },
    save: (changed) =>
      save(changed.map(({ key, value, over }) => ({ key, value: eventDocument(key, value), over }))),
  };
}

function eventDocument(key: string, record: RecordedEvent): EventDocument {
  const { event, rev, attribution, told, waitsUntil } = record;
  const { siteId, visitorId, factId, occurredAt } = event;
  return {
    _id: key,
    rev,
    visitor: visitorKey(siteId, visitorId),
    at: occurredAt,
    id: factId,
    outcome: outcomeOf(attribution),
    ...(attribution.state === 'attributed' ? { contact: contactKey(siteId, attribution.contactId) } : {}),
    ...(told.length === 0 ? { until: waitsUntil } : {}),
    record,
  };
}

export function countsOf(countOf: (outcome: Outcome) => number): Readonly<Record<Outcome, number>> {
  return Object.fromEntries(outcomes.map((one) => [one, countOf(one)])) as Record<Outcome, number>;
}
