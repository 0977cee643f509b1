import {
  type ContactActivity,
  contactKey,
  type Identity,
  reader,
  type SiteEvent,
  topics,
  visitorKey,
} from '@stamkunde/contracts';
import { Delivered, type Outgoing, type Publish, type Refused } from '@stamkunde/stream';
import type { Outcome } from '../domain/attribution.ts';
import type { Customer } from '../domain/customer.ts';
import type { Visitor } from '../domain/visitor.ts';
import type { EventStore } from '../event-store.ts';
import { eventsInMemory } from '../events-in-memory.ts';
import { guardedInMemory } from '../guarded-in-memory.ts';
import { type GuardedStore, guardedStore } from '../guarded-store.ts';
import { type IdentityStore, identityStore } from '../identity-store.ts';
import { joinCustomers } from '../join-customers.ts';
import { knowContacts } from '../know-contacts.ts';
import { pairVisitors } from '../pair-visitors.ts';
import { newestOf, readerOf, schemasOf, write } from './newest-values.ts';

export interface PairingInMemory {
  /** Handles site events as one batch; what is announced waits until it is handed on. */
  hear(events: readonly SiteEvent[]): Promise<readonly Refused[]>;
  /** Hands on what contacts and customer numbers are told, until nobody has anything to say. */
  handOn(): Promise<readonly Refused[]>;
  /** Another process over the same stores, as there is one for a moment when the first was thought dead. */
  another(around: Around): Pick<PairingInMemory, 'hear'>;
  /** Everything that was ever announced. */
  readonly published: readonly Outgoing[];
  /** Newest snapshots by `siteId:contactId`. */
  identities(): Promise<ReadonlyMap<string, Identity>>;
  /** Newest word on each event of each contact, by `siteId:contactId factId visitorId`. */
  activity(): Promise<ReadonlyMap<string, ContactActivity>>;
  readonly events: EventStore;
  count(siteId: string, visitorId: string): Promise<Readonly<Record<Outcome, number>>>;
}

export interface InMemoryOptions {
  readonly retentionMs?: number;
  readonly now?: () => number;
  /** Messages that are handed on at once; all that wait if nothing is said. */
  readonly atOnce?: () => number;
  /** Stands between a verb and what it calls. */
  readonly around?: Around;
}

/** Gives a call back as it is, or one that fails. */
export type Around = <A extends unknown[], R>(
  call: (...given: A) => Promise<R>,
) => (...given: A) => Promise<R>;

const DAY_MS = 86_400_000;

const readClaim = await readerOf(topics.contactClaims);
const readContactOfCustomer = await readerOf(topics.customerClaims);

/** The verbs over stores that are lost with the process, for specs and for whoever judges them. */
export function pairingInMemory(options: InMemoryOptions = {}): PairingInMemory {
  const published: Outgoing[] = [];
  const waiting: Outgoing[] = [];
  const events = eventsInMemory();
  const stores = {
    events,
    visitors: guardedStore<Visitor>(guardedInMemory()),
    identities: identityStore(guardedInMemory(), reader(topics.identities, schemasOf(topics.identities))),
    customers: guardedStore<Customer>(guardedInMemory()),
    publish: async (messages: readonly Outgoing[]) => {
      published.push(...messages);
      waiting.push(...messages.filter(({ topic }) => internal.has(topic)));
    },
  };
  const { onContactClaims, onCustomerClaims, hear } = processOver(stores, options);

  return {
    published,
    events,
    hear,
    another: (around) => processOver(stores, { ...options, around }),

    async handOn() {
      const refused: Refused[] = [];
      while (waiting.length > 0) {
        const some = waiting.splice(0, options.atOnce?.() ?? waiting.length);
        const claims = some.filter(({ topic }) => topic === topics.contactClaims.name);
        const customers = some.filter(({ topic }) => topic === topics.customerClaims.name);
        refused.push(
          ...(await again(() => onContactClaims(claims.map((one) => delivered(one, readClaim(one)))))),
          ...(await again(() =>
            onCustomerClaims(customers.map((one) => delivered(one, readContactOfCustomer(one)))),
          )),
        );
      }
      return refused;
    },

    identities: () => newestOf(topics.identities, published, (_, key) => key),
    activity: () =>
      newestOf(
        topics.contactActivity,
        published,
        ({ siteId, contactId, factId, visitorId }) =>
          `${contactKey(siteId, contactId)} ${factId} ${visitorId}`,
      ),
    count: (siteId, visitorId) => events.count(visitorKey(siteId, visitorId)),
  };
}

interface Stores {
  readonly visitors: GuardedStore<Visitor>;
  readonly events: EventStore;
  readonly identities: IdentityStore;
  readonly customers: GuardedStore<Customer>;
  readonly publish: Publish;
}

/** One process: its verbs, with what stands between them and what outlives it. */
function processOver(stores: Stores, options: InMemoryOptions) {
  const { retentionMs = 30 * DAY_MS, now = () => 0, around = (call) => call } = options;
  const guarded = <S extends object>(store: S): S =>
    Object.fromEntries(Object.entries(store).map(([name, call]) => [name, around(call)])) as S;
  const publish = around(stores.publish);
  const onSiteEvents = pairVisitors({
    visitors: guarded(stores.visitors),
    events: guarded(stores.events),
    publish,
    writeClaim: write.claim,
    writeActivity: write.activity,
    retentionMs: () => retentionMs,
    now,
  });
  const onContactClaims = knowContacts({
    identities: guarded(stores.identities),
    publish,
    writeIdentity: write.identity,
    writeContactOfCustomer: write.contactOfCustomer,
  });
  const onCustomerClaims = joinCustomers({
    customers: guarded(stores.customers),
    publish,
    writeClaim: write.claim,
  });
  const hear = (facts: readonly SiteEvent[]) =>
    again(() => onSiteEvents(facts.map((one) => new Delivered(one, keyOf(one), {}))));
  return { hear, onContactClaims, onCustomerClaims };
}

/** What stands between this process and its end: the same batch comes again. */
export class Crash extends Error {}

async function again<R>(handle: () => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await handle();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

const internal: ReadonlySet<string> = new Set([topics.contactClaims.name, topics.customerClaims.name]);

const keyOf = ({ siteId, visitorId }: SiteEvent) => visitorKey(siteId, visitorId);

function delivered<T>({ key, trace }: Outgoing, value: T): Delivered<T> {
  const { correlationId, origin } = trace;
  return new Delivered(value, key, { headers: { 'correlation-id': correlationId, origin } });
}
