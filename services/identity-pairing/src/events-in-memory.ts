import { comparePlaces } from './domain/place.ts';
import { countsOf, type EventDocument, type EventStore, type Place, recordsIn } from './event-store.ts';
import { guardedInMemory } from './guarded-in-memory.ts';

/** Events that are lost with the process: for specs, and for whoever wants to try a verb without a database. */
export function eventsInMemory(): EventStore {
  const documents = new Map<string, EventDocument>();
  const sorted = (matches: (document: EventDocument) => boolean) =>
    [...documents.values()].filter(matches).sort(comparePlaces);

  return {
    ...recordsIn(guardedInMemory(documents)),

    async within(visitor, { from, until }, limit, after) {
      const isIn = ({ at, ...one }: EventDocument) => one.visitor === visitor && at >= from && at < until;
      return sorted(isIn)
        .filter((one) => after === undefined || comparePlaces(one, after) > 0)
        .slice(0, limit)
        .map(({ at, id }): Place => ({ at, id }));
    },

    async count(visitor) {
      const own = sorted((one) => one.visitor === visitor);
      return countsOf((outcome) => own.filter((one) => one.outcome === outcome).length);
    },

    async newest(contact, limit, before) {
      return sorted((one) => one.contact === contact)
        .filter((one) => before === undefined || comparePlaces(one, before) < 0)
        .reverse()
        .slice(0, limit)
        .map(({ record }) => record);
    },

    async expire(now, limit) {
      const up = sorted(({ until }) => until !== undefined && until < now).slice(0, limit);
      for (const { _id } of up) documents.delete(_id);
      return new Map([...Map.groupBy(up, (one) => one.outcome)].map(([kind, some]) => [kind, some.length]));
    },
  };
}
