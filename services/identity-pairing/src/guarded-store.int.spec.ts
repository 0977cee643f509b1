import { connectMongo } from '@stamkunde/service';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { openCollections } from './collections.ts';
import { initialVisitor, type Visitor } from './domain/visitor.ts';
import { guardedInMemory } from './guarded-in-memory.ts';
import { type Changed, type GuardedStore, guardedStore } from './guarded-store.ts';

const KEY = 'tivoli:v1';
const opened: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(opened.map((close) => close())));

/** Two stores over the same documents, as two processes have them. */
const kinds: [string, () => Promise<[GuardedStore<Visitor>, GuardedStore<Visitor>]>][] = [
  [
    'in memory',
    async () => {
      const visitors = guardedStore<Visitor>(guardedInMemory());
      return [visitors, visitors];
    },
  ],
  [
    'in MongoDB',
    async () => {
      const mongo = await connectMongo(stackFromEnv().mongoUri, { appName: 'guarded-store.int.spec' });
      const name = uniqueName('visitors');
      opened.push(async () => {
        await mongo.useDb(name).dropDatabase();
        await mongo.close();
      });
      const store = async () =>
        guardedStore((await openCollections(mongo.useDb(name, { useCache: false }))).visitors);
      return [await store(), await store()];
    },
  ],
];

describe.each(kinds)('visitors %s', (_, open) => {
  let mine: GuardedStore<Visitor>;
  let theirs: GuardedStore<Visitor>;
  beforeEach(async () => {
    [mine, theirs] = await open();
  });

  it('that were never saved are not found', async () => {
    expect(await mine.load([KEY])).toEqual(new Map());
    expect(await mine.load([])).toEqual(new Map());
    expect(await mine.save([])).toEqual([]);
  });

  it('are found as they were saved, by everybody', async () => {
    const saved = changed({
      consents: [{ occurredAt: -1, factId: 'c', marketing: true }],
      pairings: [
        {
          occurredAt: 2 ** 42,
          factId: 'p',
          contactId: 'anna',
          customerId: null,
          trigger: 'login',
          proof: 'signed',
          cookieConsent: null,
        },
      ],
    });
    expect(await mine.save([saved])).toEqual([]);
    for (const store of [mine, theirs])
      expect(await store.load([KEY, 'x'])).toEqual(new Map([[KEY, saved.value]]));
  });

  it('are saved over the rev before only, and the others of a batch are saved', async () => {
    await mine.save([changed({})]);
    expect(await theirs.save([changed({ rev: 2, consents: [] })])).toEqual([]);
    const other = changed({ rev: 1, visitorId: 'v2' });
    expect(await mine.save([changed({ rev: 2 }), other])).toEqual([KEY]);
    expect(await mine.save([changed({ rev: 4 })])).toEqual([KEY]);
    expect(await mine.save([changed({ rev: 1 })])).toEqual([KEY]);
    const found = await mine.load([KEY, 'tivoli:v2']);
    expect([found.get(KEY)?.rev, found.get('tivoli:v2')?.rev]).toEqual([2, 1]);
  });

  it('saved first by two at once are saved by one', async () => {
    const lost = await Promise.all([mine.save([changed({})]), theirs.save([changed({})])]);
    expect(lost.flat()).toEqual([KEY]);
  });
});

function changed(said: Partial<Visitor>): Changed<Visitor> {
  const value = { ...initialVisitor('tivoli', 'v1'), rev: 1, ...said };
  return { key: `tivoli:${value.visitorId}`, value, over: value.rev - 1 };
}
