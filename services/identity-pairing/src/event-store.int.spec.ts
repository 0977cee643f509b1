import { connectMongo } from '@stamkunde/service';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { RecordedEvent } from './domain/recorded-event.ts';
import { type EventStore, eventKey, eventStore } from './event-store.ts';
import { eventsInMemory } from './events-in-memory.ts';
import { did, uuid } from './in-memory/site-events.ts';

const VISITOR = 'tivoli:v1';
const ANNA = uuid(101);
const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

const opened: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(opened.map((close) => close())));

const kinds: [string, () => Promise<EventStore>][] = [
  ['in memory', async () => eventsInMemory()],
  [
    'in MongoDB',
    async () => {
      const mongo = await connectMongo(stackFromEnv().mongoUri, { appName: 'event-store.int.spec' });
      const name = uniqueName('events');
      opened.push(async () => {
        await mongo.useDb(name).dropDatabase();
        await mongo.close();
      });
      return eventStore(mongo.useDb(name, { useCache: false }));
    },
  ],
];

describe.each(kinds)('events %s', (_, open) => {
  let events: EventStore;
  beforeEach(async () => {
    events = await open();
  });

  it('are found as they were saved', async () => {
    const one = record(1, { count: 5, isBot: null });
    expect(await save(one)).toEqual([]);
    expect(await events.load([keyOf(one), 'other'])).toEqual(new Map([[keyOf(one), one]]));
  });

  it('are saved over the rev before only', async () => {
    await save(record(1));
    expect(await save(record(1))).toEqual([keyOf(record(1))]);
    expect(await save({ ...record(1), rev: 2 })).toEqual([]);
  });

  it('of a visitor are told by time, page by page, those of the same moment by their ids', async () => {
    await save(
      record(3),
      record(1),
      record(2, { occurredAt: 1_000 }),
      record(4, { visitorId: 'v2' }),
      record(5),
    );
    const first = await events.within(VISITOR, always, 2);
    expect(first).toEqual([
      { at: 1_000, id: uuid(1) },
      { at: 1_000, id: uuid(2) },
    ]);
    const ids = (places: readonly { id: string }[]) => places.map(({ id }) => id);
    expect(ids(await events.within(VISITOR, always, 9, first[0]))).toEqual([uuid(2), uuid(3), uuid(5)]);
    expect(ids(await events.within(VISITOR, { from: 1_000, until: 5_000 }, 9))).toEqual([
      uuid(1),
      uuid(2),
      uuid(3),
    ]);
  });

  it('of a visitor are counted by what became of them', async () => {
    await save(record(1), record(2, {}, ANNA), {
      ...record(3),
      attribution: { state: 'withheld', reason: 'bot' },
    });
    expect(await events.count(VISITOR)).toMatchObject({ waiting: 1, attributed: 1, bot: 1, unpaired: 0 });
  });

  it('of a contact are told newest first, page by page, and none that is not theirs any more', async () => {
    await save(
      record(1, {}, ANNA),
      record(2, {}, ANNA),
      record(3, {}, ANNA),
      record(4, {}, uuid(102)),
      record(5),
    );
    await save({
      ...record(2),
      rev: 2,
      told: [ANNA],
      attribution: { state: 'withheld', reason: 'unpaired' },
    });
    const ids = (records: readonly RecordedEvent[]) => records.map(({ event }) => event.factId);
    expect(ids(await events.newest(`tivoli:${ANNA}`, 9))).toEqual([uuid(3), uuid(1)]);
    expect(ids(await events.newest(`tivoli:${ANNA}`, 1))).toEqual([uuid(3)]);
    expect(ids(await events.newest(`tivoli:${ANNA}`, 9, { at: 3_000, id: uuid(3) }))).toEqual([uuid(1)]);
  });

  it('are forgotten when their time is up, but for those that somebody was told of', async () => {
    const told = { ...record(2, {}, ANNA), attribution: { state: 'withheld', reason: 'unpaired' } } as const;
    await save(
      { ...record(1), waitsUntil: 10 },
      { ...told, waitsUntil: 10 },
      { ...record(3), waitsUntil: 20 },
    );
    expect(await events.expire(10, 9)).toEqual(new Map());
    expect(await events.expire(11, 9)).toEqual(new Map([['waiting', 1]]));
    expect([...(await events.load([1, 2, 3].map((one) => keyOf(record(one))))).keys()]).toHaveLength(2);
  });

  it('are forgotten once, by whichever of two processes comes first', async () => {
    await save(...Array.from({ length: 40 }, (_one, index) => ({ ...record(index), waitsUntil: 10 })));
    const removed = await Promise.all([events.expire(11, 30), events.expire(11, 30), events.expire(11, 30)]);
    const rest = await events.expire(11, 99);
    const sum = [...removed, rest].reduce((total, one) => total + (one.get('waiting') ?? 0), 0);
    expect(sum).toBe(40);
  });

  function save(...records: readonly RecordedEvent[]) {
    return events.save(records.map((value) => ({ key: keyOf(value), value, over: value.rev - 1 })));
  }
});

function record(number: number, said: Parameters<typeof did>[1] = {}, contactId?: string): RecordedEvent {
  return {
    event: did(number, said),
    rev: 1,
    under: 0,
    attribution:
      contactId === undefined ? { state: 'waiting' } : { state: 'attributed', contactId, pairedBy: uuid(9) },
    told: contactId === undefined ? [] : [contactId],
    waitsUntil: 1,
  };
}

function keyOf({ event: { siteId, visitorId, factId } }: RecordedEvent): string {
  return eventKey(`${siteId}:${visitorId}`, factId);
}
