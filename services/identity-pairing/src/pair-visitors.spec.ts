import { type ContactActivity, contactKey, type SiteEvent, topics } from '@stamkunde/contracts';
import { Delivered, type Outgoing } from '@stamkunde/stream';
import { type Visitor, visitorLimits } from './domain/visitor.ts';
import { eventsInMemory } from './events-in-memory.ts';
import { guardedInMemory } from './guarded-in-memory.ts';
import { guardedStore } from './guarded-store.ts';
import { readerOf, write } from './in-memory/newest-values.ts';
import { consented, did, paired, unpaired, uuid } from './in-memory/site-events.ts';
import { type PairVisitorsPorts, pairVisitors } from './pair-visitors.ts';

const DAY_MS = 86_400_000;
const [ANNA, BODIL] = [uuid(101), uuid(102)];

const readActivity = await readerOf(topics.contactActivity);
const readClaim = await readerOf(topics.contactClaims);

describe('a log-in with consent', () => {
  it('tells of all that waited, in its order, and of who the visitor is (BIL-53)', async () => {
    const { hear, published } = system();
    await hear(consented(1), did(3), did(2));
    expect(published).toEqual([]);
    await hear(paired(4, ANNA));
    expect(activities(published).map(({ factId, state }) => [factId, state])).toEqual([
      [uuid(2), 'attributed'],
      [uuid(3), 'attributed'],
    ]);
    expect(published.at(-1)).toMatchObject({ topic: 'contact-claims', key: contactKey('tivoli', ANNA) });
    expect(readClaim(published.at(-1) as Outgoing).visitor).toMatchObject({
      visitorId: 'v1',
      state: 'paired',
      rev: 2,
    });
  });

  it('tells of however many there are, and of each once', async () => {
    const { hear, published } = system();
    const many = Array.from({ length: 1_203 }, (_, index) =>
      did(2 + (index % 7), { factId: uuid(1_000 + index) }),
    );
    await hear(consented(1), ...many);
    await hear(paired(20, ANNA));
    expect(new Set(activities(published).map(({ factId }) => factId)).size).toBe(1_203);
    expect(activities(published)).toHaveLength(1_203);
  });

  it('costs what it is about, however many events the visitor had before it', async () => {
    const asked: number[] = [];
    const events = eventsInMemory();
    const { hear } = system({
      events: {
        ...events,
        load(keys) {
          asked.push(keys.length);
          return events.load(keys);
        },
      },
    });
    await hear(consented(1), paired(2, ANNA));
    await hear(...Array.from({ length: 2_000 }, (_, index) => did(3, { factId: uuid(1_000 + index) })));
    asked.length = 0;
    await hear(paired(4, ANNA));
    await hear(did(5));
    expect(asked).toEqual([1]);
  });

  it('in one batch with what was done announces that once', async () => {
    const { hear, published } = system();
    await hear(consented(1), did(2), paired(4, ANNA), did(5));
    expect(activities(published).map(({ factId, rev }) => [factId, rev])).toEqual([
      [uuid(2), 1],
      [uuid(5), 1],
    ]);
  });

  it('comes again with everything that was announced, since nobody knows whether it was the first time', async () => {
    const { hear, published } = system();
    await hear(consented(1), did(2), did(3));
    await hear(paired(4, ANNA));
    const first = published.splice(0);
    await hear(paired(4, ANNA));
    expect(published).toEqual(first);
  });
});

describe('an event of somebody who is known', () => {
  it('is announced when it comes, and again when it comes again', async () => {
    const { hear, published } = system();
    await hear(consented(1), paired(2, ANNA));
    published.length = 0;
    await hear(did(5));
    await hear(did(5));
    const [first, second] = published;
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      key: contactKey('tivoli', ANNA),
      event: { type: 'ContactActivity', time: 5_000 },
    });
  });

  it('that is somebody else’s after all is taken back from the one and told to the other', async () => {
    const { hear, published } = system();
    await hear(consented(1), paired(2, ANNA), did(5));
    published.length = 0;
    await hear(paired(4, BODIL));
    expect(
      activities(published).map(({ contactId, state, reason, rev }) => [contactId, state, reason, rev]),
    ).toEqual([
      [ANNA, 'withdrawn', 'other-contact', 2],
      [BODIL, 'attributed', null, 2],
    ]);
  });
});

describe('what causes nothing but history', () => {
  it.each<['live' | 'backfill', 'live' | 'backfill', string]>([
    ['live', 'live', 'live'],
    ['backfill', 'live', 'backfill'],
    ['live', 'backfill', 'backfill'],
  ])(
    'an event that is %s, tied by a pairing that is %s, is announced as %s',
    async (event, pairing, announced) => {
      const { hear, published } = system();
      await hear(consented(1), did(2, { origin: event }));
      await hear(paired(4, ANNA, { origin: pairing }));
      expect(published[0]?.trace.origin).toBe(announced);
    },
  );

  it('is history when the live ones beside it say nothing new', async () => {
    const { hear, published } = system();
    await hear(consented(1), paired(4, ANNA));
    published.length = 0;
    await hear(paired(4, ANNA), paired(5, ANNA, { origin: 'backfill' }));
    expect(published.map(({ trace }) => trace.origin)).toEqual(['backfill']);
  });

  it('carries the correlation of what caused it', async () => {
    const { hear, published } = system();
    await hear(consented(1), did(2, { correlationId: 'c-event' }));
    await hear(paired(4, ANNA, { correlationId: 'c-pairing' }), did(5, { correlationId: 'c-other' }));
    const causes = published.map(({ topic, trace }) => [topic, trace.correlationId]);
    expect(causes).toContainEqual(['contact-activity', 'c-pairing']);
    expect(causes).toContainEqual(['contact-activity', 'c-other']);
    expect(causes).toContainEqual(['contact-claims', 'c-pairing']);
  });
});

describe('what cannot be taken', () => {
  it('is refused with its reason and place, and the others are taken', async () => {
    const { hear, published } = system();
    const refused = await hear(
      consented(1),
      did(2, { visitorId: 'null' }),
      paired(3, 'somebody'),
      paired(4, ANNA, { customerId: '[object Object]' }),
      paired(5, ANNA),
    );
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'junk-identifier'],
      [2, 'invalid-field'],
      [3, 'junk-identifier'],
    ]);
    expect(published).toHaveLength(1);
  });

  it('is what would pass the limits of its visitor; what takes back has room of its own', async () => {
    const limits = { ...visitorLimits, givenMax: 2, takenBackMax: 1 };
    const { hear } = system({ limits });
    expect(await hear(consented(1), paired(2, ANNA))).toEqual([]);
    expect(await hear(consented(3), paired(4, ANNA), consented(5, false))).toMatchObject([
      { index: 0, reason: 'over-limit' },
      { index: 1, reason: 'over-limit' },
    ]);
    expect(await hear(unpaired(6, ANNA))).toMatchObject([{ index: 0, reason: 'over-limit' }]);
    expect(await hear(consented(1), paired(2, ANNA), consented(5, false))).toEqual([]);
  });

  it('is one customer number too many for one contact, and not one for another', async () => {
    const { hear } = system({ limits: { ...visitorLimits, customersMax: 1 } });
    await hear(consented(1), paired(2, ANNA, { customerId: 'k1' }));
    expect(await hear(paired(3, ANNA, { customerId: 'k2' }))).toMatchObject([{ reason: 'over-limit' }]);
    expect(await hear(paired(4, BODIL, { customerId: 'k2' }), paired(5, ANNA, { customerId: 'k1' }))).toEqual(
      [],
    );
  });
});

describe('a store that has lost its last writes', () => {
  it('is announced above all that was announced before', async () => {
    const { onSiteEvents, published } = system();
    const began = Date.now();
    const again = [consented(1), did(2), paired(3, ANNA)];
    await onSiteEvents(again.map((one) => new Delivered(one, 'tivoli:v1', {}, true)));
    expect(readActivity(published[0] as Outgoing).rev).toBeGreaterThanOrEqual(began);
    expect(readClaim(published[1] as Outgoing).visitor?.rev).toBeGreaterThanOrEqual(began);
  });
});

describe('a writer that comes second', () => {
  it('hears its words on top of what the first one heard', async () => {
    const visitors = guardedStore<Visitor>(guardedInMemory());
    const events = eventsInMemory();
    const first = system({ visitors, events });
    let lost = 0;
    const second = system({
      events,
      visitors: {
        ...visitors,
        async save(changed) {
          if (lost === 0) await first.hear(consented(1));
          return visitors.save(changed);
        },
      },
      onLost: (_, documents) => (lost += documents),
    });
    await second.hear(paired(2, ANNA));
    expect(lost).toBe(1);
    expect(await visitors.load(['tivoli:v1'])).toMatchObject(
      new Map([['tivoli:v1', { rev: 2, consents: [{ marketing: true }], pairings: [{ contactId: ANNA }] }]]),
    );
  });

  it('decides nothing by an older word than the one that stands', async () => {
    const visitors = guardedStore<Visitor>(guardedInMemory());
    const events = eventsInMemory();
    const owner = system({ visitors, events });
    await owner.hear(consented(1), paired(2, ANNA), did(5));
    // Thought dead between hearing of the un-pairing and deciding anew whose the events are.
    const zombie = system({
      visitors,
      events: {
        ...events,
        async save(changed) {
          await owner.hear(unpaired(6, ANNA), paired(4, BODIL));
          return events.save(changed);
        },
      },
    });
    await zombie.hear(unpaired(6, ANNA));
    const [record] = (await events.load([`tivoli:v1:${uuid(5)}`])).values();
    expect(record?.attribution).toMatchObject({ state: 'attributed', contactId: BODIL });
  });

  it('decides nothing by an older word either where the newer one had nothing to change', async () => {
    const visitors = guardedStore<Visitor>(guardedInMemory());
    const events = eventsInMemory();
    const owner = system({ visitors, events });
    await owner.hear(consented(1), paired(2, ANNA), did(9));
    const refused = consented(4, false);
    let isThoughtDead = false;
    const zombie = system({
      visitors,
      events: {
        ...events,
        async save(changed) {
          if (!isThoughtDead) await owner.hear(refused, consented(5));
          isThoughtDead = true;
          return events.save(changed);
        },
      },
    });
    await zombie.hear(refused);
    const [record] = (await events.load([`tivoli:v1:${uuid(9)}`])).values();
    expect(record?.attribution).toMatchObject({ state: 'attributed', contactId: ANNA });
  });
});

function system(ports: Partial<PairVisitorsPorts> = {}) {
  const published: Outgoing[] = [];
  const onSiteEvents = pairVisitors({
    visitors: guardedStore<Visitor>(guardedInMemory()),
    events: eventsInMemory(),
    publish: async (messages) => void published.push(...messages),
    writeClaim: write.claim,
    writeActivity: write.activity,
    retentionMs: () => 30 * DAY_MS,
    now: () => 0,
    ...ports,
  });
  const hear = (...events: readonly SiteEvent[]) =>
    onSiteEvents(events.map((one) => new Delivered(one, `${one.siteId}:${one.visitorId}`, {})));
  return { onSiteEvents, hear, published };
}

function activities(published: readonly Outgoing[]): readonly ContactActivity[] {
  return published.filter(({ topic }) => topic === topics.contactActivity.name).map(readActivity);
}
