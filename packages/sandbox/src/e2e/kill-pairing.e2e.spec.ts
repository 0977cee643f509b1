import { setTimeout as pause } from 'node:timers/promises';
import { registerSchema, type SiteEvent, topics, visitorKey, writer } from '@stamkunde/contracts';
import { publisher } from '@stamkunde/stream';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { identityDifferences } from '../oracle/compare-identities.ts';
import { chanceOf, officeYear } from '../oracle/office-year.ts';
import { lagOf } from '../system/topic-ends.ts';
import { type GivenSystem, givenSystem } from './given-system.ts';

/** A larger office for whoever has the time: KILLED_PEOPLE=100000. */
const people = Number(process.env['KILLED_PEOPLE'] ?? 400);
const timeoutMs = Math.max(150_000, people * 30);
const retentionDays = 30;
const service = 'identity-pairing';

let given: GivenSystem;

beforeAll(async () => {
  given = await givenSystem({
    stack: stackFromEnv(),
    prefix: `${uniqueName('kill-pairing')}-`,
    services: [service],
  });
}, timeoutMs);

afterAll(() => given.end(), timeoutMs);

it(
  'identity-pairing killed again and again gives nobody what is not theirs, and takes nothing from anybody',
  async () => {
    const pairing = given.system.service(service);
    const facts = arriving(21);
    const killsAt = new Set([0.2, 0.4, 0.7].map((part) => Math.floor((part * facts.length) / 500) * 500));
    const send = await sender();
    for (let at = 0; at < facts.length; at += 500) {
      await send(facts.slice(at, at + 500));
      await pause(20);
      if (killsAt.has(at)) {
        await pairing.kill9();
        await pairing.start();
      }
    }
    await send(undefined);
    await atRest();
    expect(await identityDifferences(given.system, retentionDays)).toEqual([]);
  },
  timeoutMs,
);

/** A ticket office's facts in no order, one in five of them twice. */
function arriving(seed: number): readonly SiteEvent[] {
  const chance = chanceOf(seed);
  const facts = [...officeYear({ seed, people, browsers: 2 * people, days: 90, everyMs: 1 })];
  const all = [...facts, ...facts.filter(() => chance(5) === 0)];
  for (let last = all.length - 1; last > 0; last--) {
    const other = chance(last + 1);
    [all[last], all[other]] = [all[other] as SiteEvent, all[last] as SiteEvent];
  }
  return all;
}

/** Sends facts; undefined is the end. */
async function sender(): Promise<(facts: readonly SiteEvent[] | undefined) => Promise<void>> {
  const { connection, registry } = given.system;
  const values = writer(topics.siteEvents, await registerSchema(topics.siteEvents as never, registry));
  const out = publisher(connection, { source: '/spec' });
  return async (facts) => {
    if (facts === undefined) return out.close();
    await out.publish(
      facts.map((fact) => ({
        topic: topics.siteEvents.name,
        key: visitorKey(fact.siteId, fact.visitorId),
        value: values.write(fact),
        trace: { correlationId: 'c', traceparent: undefined, origin: 'live' },
        event: { id: fact.factId, type: fact.type },
      })),
    );
  };
}

/** Returns when the group has committed all that stands on its topics. What a message leads to stands there before its commit. */
async function atRest(): Promise<void> {
  const own = [topics.siteEvents, topics.contactClaims, topics.customerClaims].map(({ name }) => name);
  for (;;) {
    const committed = await given.look.committed(given.system.groupOf(service), own);
    const ends = await given.look.ends(own);
    if (own.every((topic) => lagOf(topic, ends, committed) === 0)) return;
    await pause(100);
  }
}
