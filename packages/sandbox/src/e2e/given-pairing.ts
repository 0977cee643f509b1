import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { registerSchema, type SiteEvent, topics, visitorKey, writer } from '@stamkunde/contracts';
import { publisher } from '@stamkunde/stream';
import { identityDifferences } from '../oracle/compare-identities.ts';
import type { Difference } from '../oracle/difference.ts';
import { chanceOf, officeYear } from '../oracle/office-year.ts';
import { startWatchdog } from '../stack/watchdog.ts';
import { type ServiceProcess, startService } from '../system/service-process.ts';
import { lagOf } from '../system/topic-ends.ts';
import { type GivenSystem, givenSystem } from './given-system.ts';

/** What the service takes for granted where nothing is set. */
const RETENTION_DAYS = 30;
const SENT_AT_ONCE = 500;
const service = 'identity-pairing';

/** identity-pairing at work, and facts for it. */
export interface GivenPairing extends Pick<GivenSystem, 'system' | 'end'> {
  /** One more process of the service, of the same group, over the same database; it ends with the system. */
  another(): Promise<ServiceProcess>;
  /** Sends facts bit by bit; `between` hears after each bit which part of them is sent, from 0 to 1. */
  send(facts: readonly SiteEvent[], between: (part: number) => Promise<void>, paceMs?: number): Promise<void>;
  /** Returns when the service has committed all that stands on its topics. */
  atRest(): Promise<void>;
  /** What is not as it must be, by the judge. */
  differences(): Promise<Difference[]>;
}

export async function givenPairing(
  options: Pick<Parameters<typeof givenSystem>[0], 'stack' | 'prefix'>,
): Promise<GivenPairing> {
  const { system, look, folder, end } = await givenSystem({ ...options, services: [service] });
  const { connection, registry } = system;
  const values = writer(topics.siteEvents, await registerSchema(topics.siteEvents as never, registry));
  const own = [topics.siteEvents, topics.contactClaims, topics.customerClaims].map(({ name }) => name);
  const watchdog = startWatchdog();
  const others: ServiceProcess[] = [];
  return {
    system,

    async end() {
      await Promise.all(others.map((one) => one.stop()));
      await watchdog.end();
      await end();
    },

    async another() {
      const env = {
        STAMKUNDE_BROKERS: system.brokers.join(','),
        STAMKUNDE_MONGO_URI: system.mongoUri,
        STAMKUNDE_REGISTRY_URL: system.registryUrl,
        TOPIC_PREFIX: system.topicPrefix,
        MONGO_DATABASE: system.databaseOf(service),
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: '0',
        MANAGEMENT_HOST: '127.0.0.1',
        MANAGEMENT_PORT: '0',
      };
      const logFile = join(folder, `${service}-${others.length + 2}.log`);
      const other = await startService({ name: service, env, logFile, watchdog });
      others.push(other);
      return other;
    },

    async send(facts, between, paceMs = 20) {
      const out = publisher(connection, { source: '/spec' });
      for (let at = 0; at < facts.length; at += SENT_AT_ONCE) {
        await out.publish(
          facts.slice(at, at + SENT_AT_ONCE).map((fact) => ({
            topic: topics.siteEvents.name,
            key: visitorKey(fact.siteId, fact.visitorId),
            value: values.write(fact),
            trace: { correlationId: 'c', traceparent: undefined, origin: 'live' },
            event: { id: fact.factId, type: fact.type },
          })),
        );
        await pause(paceMs);
        await between(at / facts.length);
      }
      await out.close();
    },

    async atRest() {
      for (;;) {
        // In this order: what a message leads to stands on its topic before the message is committed.
        const committed = await look.committed(system.groupOf(service), own);
        const ends = await look.ends(own);
        if (own.every((topic) => lagOf(topic, ends, committed) === 0)) return;
        await pause(100);
      }
    },

    differences: () => identityDifferences(system, RETENTION_DAYS),
  };
}

/** A ticket office's facts in no order, one in five of them twice. */
export function arriving(seed: number, people: number): readonly SiteEvent[] {
  const chance = chanceOf(seed);
  const facts = [...officeYear({ seed, people, browsers: 2 * people, days: 90, everyMs: 1 })];
  const all = [...facts, ...facts.filter(() => chance(5) === 0)];
  for (let last = all.length - 1; last > 0; last--) {
    const other = chance(last + 1);
    [all[last], all[other]] = [all[other] as SiteEvent, all[last] as SiteEvent];
  }
  return all;
}

/** Does things once each, when their part has come. */
export function whenPartIs(deeds: readonly (readonly [number, () => Promise<void>])[]) {
  const open = [...deeds];
  return async (part: number): Promise<void> => {
    while (open[0] !== undefined && part >= open[0][0]) await open.shift()?.[1]();
  };
}
