import type { SiteEvent } from '@stamkunde/contracts';
import { pairingInMemory } from '@stamkunde/identity-pairing/in-memory';
import { judgeIdentities } from './judge-identities.ts';
import { chanceOf, type Office, officeYear } from './office-year.ts';

// A history that fails is repeated by OFFICE_SEED=… OFFICES=1; OFFICE_PEOPLE makes them larger.
const OFFICES = Number(process.env['OFFICES'] ?? 60);
const SEED = Number(process.env['OFFICE_SEED'] ?? 1);
const PEOPLE = Number(process.env['OFFICE_PEOPLE'] ?? 12);
const RETENTION_DAYS = 30;
const HOURS = 3_600_000;

const met = new Map<string, number>();

it(
  `${OFFICES} ticket offices end as judged, in any order of arrival and with any repetition (BIL-52, BIL-53, BIL-54)`,
  async () => {
    for (let seed = SEED; seed < SEED + OFFICES; seed++) {
      const office = {
        seed,
        people: PEOPLE,
        browsers: 2 * PEOPLE,
        days: 90,
        everyMs: seed % 2 === 0 ? 1 : HOURS,
      };
      const { facts, seen } = await lived(office);
      const judged = judgeIdentities(facts, RETENTION_DAYS);
      expect({ seed, ...seen }).toEqual({ seed, ...plain(judged) });
      for (const tally of judged.counts.values())
        for (const [outcome, count] of Object.entries(tally)) note(outcome, count);
      note('aliases', JSON.stringify([...judged.identities.values()]).split('formerFactId').length - 1);
    }
  },
  24 * HOURS,
);

it('the offices have met what they are there for', () => {
  const all = ['waiting', 'attributed', 'expired', 'bot', 'unpaired', 'no-consent', 'aliases'];
  if (OFFICES >= 20) expect(all.filter((what) => (met.get(what) ?? 0) < 10)).toEqual([]);
});

function note(what: string, count: number): void {
  met.set(what, (met.get(what) ?? 0) + count);
}

/** The facts of an office in another order, some of them twice, in batches of any size; and what was made of them. */
async function lived(office: Office) {
  const chance = chanceOf(office.seed + 1_000_000);
  const facts = [...officeYear(office)];
  const arriving = [...facts, ...facts.filter(() => chance(5) === 0)];
  for (let last = arriving.length - 1; last > 0; last--) {
    const other = chance(last + 1);
    [arriving[last], arriving[other]] = [arriving[other] as SiteEvent, arriving[last] as SiteEvent];
  }
  const system = pairingInMemory({ atOnce: () => 1 + chance(40) });
  for (let at = 0; at < arriving.length; ) {
    const many = 1 + chance(30);
    expect(await system.hear(arriving.slice(at, at + many))).toEqual([]);
    at += many;
    if (chance(3) === 0) expect(await system.handOn()).toEqual([]);
  }
  expect(await system.handOn()).toEqual([]);
  const visitors = [...new Set(facts.map(({ visitorId }) => visitorId))];
  const counts = await Promise.all(visitors.map((one) => system.count('theatre', one)));
  const attributed = [...(await system.activity())].filter(([, { state }]) => state === 'attributed');
  const seen = {
    identities: sorted([...(await system.identities())].map(([key, one]) => [key, withoutRev(one)])),
    activity: sorted(attributed.map(([key, one]) => [key, one.pairedBy])),
    counts: sorted(visitors.map((one, index) => [`theatre:${one}`, withoutZeros(counts[index] ?? {})])),
  };
  return { facts, seen };
}

function plain({ identities, activity, counts }: ReturnType<typeof judgeIdentities>) {
  return {
    identities: sorted([...identities]),
    activity: sorted([...activity]),
    counts: sorted([...counts]),
  };
}

function sorted<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function withoutRev(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, one) => (key === 'rev' ? undefined : one)));
}

function withoutZeros(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
