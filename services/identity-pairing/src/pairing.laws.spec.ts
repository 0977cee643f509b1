import { contactKey, faultOfSiteEvent, type SiteEvent, topics, visitorKey } from '@stamkunde/contracts';
import { arbitraryOf, equal, law, shuffles } from '@stamkunde/testing';
import fc from 'fast-check';
import { explainedEvent } from './domain/explained-event.ts';
import { explainedIdentity } from './domain/explained-identity.ts';
import { explainedVisitor } from './domain/explained-visitor.ts';
import { hear, initialVisitor } from './domain/visitor.ts';
import { eventKey } from './event-store.ts';
import { Crash, type InMemoryOptions, pairingInMemory } from './in-memory/pairing-in-memory.ts';
import { consented, did, paired, unpaired, uuid } from './in-memory/site-events.ts';

const CONTACTS = [uuid(101), uuid(102), uuid(103)];
const VISITORS = ['v1', 'v2'];
/** Seconds between an event and the first pairing, at most; histories are four times as long. */
const RETENTION_MS = 8_000;

law(
  'the order of arrival does not matter, nor does repetition',
  histories(),
  shuffles(),
  cuts(),
  async (facts, shuffled, cut) => {
    equal(await end([...shuffled([...facts, ...facts])], cut), await end(facts));
  },
);

law(
  'nor does it where one fact is said to have two contents',
  histories({ honest: false }),
  shuffles(),
  cuts(),
  async (facts, shuffled, cut) => {
    equal(await end(shuffled([...facts, ...facts]), cut), await end(facts));
  },
);

law(
  'resumed after a crash at any call, before or after it, is the same',
  histories(),
  cuts(),
  chances(),
  async (facts, cut, chance) => {
    const around: InMemoryOptions['around'] =
      (call) =>
      async (...given) => {
        if (chance() === 0) throw new Crash();
        const answer = await call(...given);
        if (chance() === 0) throw new Crash();
        return answer;
      };
    equal(await end(facts, cut, { around }), await end(facts));
  },
);

law(
  'two processes over the same facts, each of which takes the other for dead, end as one would',
  histories(),
  fc.nat(30),
  fc.infiniteStream(fc.nat(3)),
  async (facts, overlap, pauses) => {
    const around: InMemoryOptions['around'] =
      (call) =>
      async (...given) => {
        for (let ticks = pauses.next().value ?? 0; ticks > 0; ticks--) await new Promise(setImmediate);
        return call(...given);
      };
    const owner = pairingInMemory({ retentionMs: RETENTION_MS, around });
    const other = owner.another(around);
    // What the one has begun comes to the other again, and only the other goes on.
    await Promise.all([
      other.hear(facts.slice(0, overlap)),
      owner
        .hear(facts.slice(0, Math.ceil(overlap / 2)))
        .then(() => owner.hear(facts.slice(Math.ceil(overlap / 2)))),
    ]);
    await owner.handOn();
    equal(await endOf(owner), await end(facts));
  },
);

law(
  'what is announced under one rev is always the same, and what is announced last is the end',
  histories(),
  cuts(),
  async (facts, cut) => {
    const system = await told([...facts, ...facts], cut);
    const payloads = new Map<string, string>();
    for (const { topic, event, value } of system.published) {
      const payload = value?.toString('hex') ?? '';
      equal(payload, payloads.get(`${topic} ${event.id}`) ?? payload);
      payloads.set(`${topic} ${event.id}`, payload);
    }
    const last = new Map(system.published.map((one) => [`${one.topic} ${one.event.id.split('@')[0]}`, one]));
    for (const { topic, key, event } of last.values()) {
      if (topic !== topics.identities.name) continue;
      equal(Number(event.id.split('@')[1]), (await system.identities()).get(key)?.rev);
    }
  },
);

law(
  'an un-pairing takes back exactly what came through the pairings before it',
  histories(),
  whoAndWhen(),
  async (facts, { visitorId, contactId, second }) => {
    const taken = unpaired(second, contactId, { visitorId, factId: uuid(9_000) });
    const isTaken = (pairing: SiteEvent | undefined) =>
      pairing?.visitorId === visitorId &&
      pairing.contactId === contactId &&
      pairing.occurredAt <= taken.occurredAt;
    const before = (await end(facts)).activity;
    const kept = before.filter(([, by]) => !isTaken(facts.find(({ factId }) => factId === by)));
    equal((await end([...facts, taken])).activity, kept);
  },
);

law('nobody is given what was done while somebody else sat there', histories(), async (facts) => {
  for (const [key, by] of (await end(facts)).activity) {
    const [contact, factId] = key.split(' ');
    const deed = facts.find((one) => one.factId === factId) as SiteEvent;
    const pairing = facts.find((one) => one.factId === by) as SiteEvent;
    equal(contact, contactKey('tivoli', pairing.contactId ?? ''));
    const others = facts.filter(
      (one) =>
        one.type === 'VisitorPaired' &&
        one.visitorId === deed.visitorId &&
        one.contactId !== pairing.contactId &&
        one.occurredAt > Math.min(deed.occurredAt, pairing.occurredAt) &&
        one.occurredAt < Math.max(deed.occurredAt, pairing.occurredAt),
    );
    equal(others, []);
  }
});

law('nothing that was done without consent is ever anybody’s (BIL-54)', histories(), async (facts) => {
  const isAllowed = (fact: SiteEvent) => {
    const asked = facts
      .filter(
        (one) => one.type === 'ConsentStated' && one.visitorId === fact.visitorId && one.marketing !== null,
      )
      .filter(({ occurredAt }) => occurredAt <= fact.occurredAt)
      .sort((a, b) => a.occurredAt - b.occurredAt || (a.factId < b.factId ? -1 : 1));
    return fact.cookieConsent ?? asked.at(-1)?.marketing ?? false;
  };
  for (const [key, by] of (await end(facts)).activity) {
    const behind = facts.filter(({ factId }) => factId === by || factId === key.split(' ')[1]);
    equal(behind.map(isAllowed), [true, true]);
  }
});

law(
  'what is withheld or expired stays so, whatever is said of later moments',
  histories(),
  histories(),
  async (facts, more) => {
    const later = more.map((one, index) => ({
      ...one,
      factId: uuid(5_000 + index),
      occurredAt: one.occurredAt + 100_000,
    }));
    const before = await told(facts);
    const after = await told([...facts, ...later]);
    const given = new Set((await attributed(before)).map(([key]) => key.split(' ')[1]));
    for (const [key] of await attributed(after)) {
      const factId = key.split(' ')[1] ?? '';
      const deed = facts.find((one) => one.factId === factId);
      if (deed === undefined || given.has(factId)) continue;
      // Only what was waiting can become somebody's, and it was waiting only where nobody had been paired.
      equal(
        facts.some((one) => one.type === 'VisitorPaired' && one.visitorId === deed.visitorId),
        false,
      );
    }
  },
);

law('what contacts have is what their visitors have, all told', histories(), async (facts) => {
  const { activity, counts } = await end(facts);
  equal(
    counts.reduce((sum, one) => sum + one.attributed, 0),
    activity.length,
  );
});

law('links between contacts never form a ring, and lead both ways', histories(), async (facts) => {
  const identities = new Map(
    (await end(facts)).identities as [
      string,
      { aliasOf: { contactId: string } | null; aliases: { contactId: string }[] },
    ][],
  );
  for (const [key, { aliasOf, aliases }] of identities) {
    const seen = new Set([key]);
    for (let next = aliasOf; next !== null; ) {
      const nextKey = contactKey('tivoli', next.contactId);
      equal(seen.has(nextKey), false);
      seen.add(nextKey);
      next = identities.get(nextKey)?.aliasOf ?? null;
    }
    const own = key.split(':')[1];
    if (aliasOf !== null) {
      const newer = identities.get(contactKey('tivoli', aliasOf.contactId));
      equal(
        newer?.aliases.some(({ contactId }) => contactId === own),
        true,
      );
    }
    for (const { contactId } of aliases)
      equal(identities.get(contactKey('tivoli', contactId))?.aliasOf === null, false);
  }
});

law('every event is taken or has a fault, whatever it says', fc.array(anyEvent()), async (events) => {
  const system = pairingInMemory();
  const refused = await system.hear(events);
  equal(
    refused.map(({ index }) => index),
    events.flatMap((one, index) => (faultOfSiteEvent(one) === undefined ? [] : [index])),
  );
  equal(await system.handOn(), []);
  for (const event of events.filter((one) => faultOfSiteEvent(one) === undefined)) {
    const { visitor } = hear(initialVisitor(event.siteId, event.visitorId), [event]);
    explainedVisitor(visitor, await system.count(event.siteId, event.visitorId));
    const key = eventKey(visitorKey(event.siteId, event.visitorId), event.factId);
    for (const record of (await system.events.load([key])).values()) explainedEvent(record);
  }
  for (const identity of (await system.identities()).values()) explainedIdentity(identity);
});

/** Whatever the Avro type can carry; half of it with a head that can be taken. */
function anyEvent(): fc.Arbitrary<SiteEvent> {
  const any = arbitraryOf<SiteEvent>(topics.siteEvents.schema, { longMin: -(2 ** 52) });
  const head = fc.record({
    factId: fc.nat(9).map(uuid),
    siteId: fc.constant('tivoli'),
    occurredAt: fc.constantFrom(0, -1, 253_402_300_799_999, -253_402_300_799_999),
    contactId: fc.constantFrom(...CONTACTS),
    productId: fc.constant('hamlet'),
    count: fc.nat(),
  });
  const texts = fc.record({
    visitorId: fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }).filter((id) => id.length <= 200),
    customerId: fc.option(fc.string({ minLength: 1, maxLength: 50 })),
  });
  return fc
    .tuple(any, fc.option(head), fc.option(texts))
    .map(([one, some, more]) => ({ ...one, ...some, ...more }));
}

/** Everything that can be seen at the end, but for revs. */
async function end(facts: readonly SiteEvent[], cut?: readonly number[], options?: InMemoryOptions) {
  return endOf(await told(facts, cut, options));
}

async function endOf(system: ReturnType<typeof pairingInMemory>) {
  const identities = [...(await system.identities())].sort(byName);
  return {
    identities: JSON.parse(
      JSON.stringify(identities, (key, one) => (key === 'rev' ? undefined : one)),
    ) as unknown[],
    activity: await attributed(system),
    counts: await Promise.all(VISITORS.map((one) => system.count('tivoli', one))),
  };
}

/** The events that are somebody's, and the pairings they came through. */
async function attributed(system: ReturnType<typeof pairingInMemory>): Promise<[string, string | null][]> {
  return [...(await system.activity())]
    .filter(([, { state }]) => state === 'attributed')
    .map(([key, { pairedBy }]): [string, string | null] => [key, pairedBy])
    .sort(byName);
}

/** Told in batches that are cut at random. */
async function told(facts: readonly SiteEvent[], cut: readonly number[] = [], options: InMemoryOptions = {}) {
  const system = pairingInMemory({ retentionMs: RETENTION_MS, ...options });
  const places = [0, ...cut.map((one) => one % (facts.length + 1)), facts.length].sort((a, b) => a - b);
  for (const [index, from] of places.entries()) {
    equal(await system.hear(facts.slice(from, places[index + 1])), []);
    if (index % 2 === 0) equal(await system.handOn(), []);
  }
  equal(await system.handOn(), []);
  return system;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Facts of two visitors and three people that say much in few moments. */
function histories({ honest = true } = {}): fc.Arbitrary<SiteEvent[]> {
  const said = fc.record({
    kind: fc.constantFrom('did', 'did', 'did', 'consented', 'consented', 'paired', 'paired', 'unpaired'),
    second: fc.nat(30),
    visitorId: fc.constantFrom(...VISITORS),
    contactId: fc.constantFrom(...CONTACTS),
    customerId: fc.constantFrom(null, 'k1', 'k2'),
    marketing: fc.constantFrom(true, true, true, false, null),
    cookieConsent: fc.constantFrom(null, null, null, true, false),
    isBot: fc.constantFrom(null, null, null, null, true),
    factId: fc.nat(3).map(uuid),
  });
  return fc.array(said, { maxLength: 30, size: 'max' }).map((many) =>
    many.map(
      (
        { kind, second, contactId, marketing, customerId, isBot, visitorId, cookieConsent, factId },
        index,
      ) => {
        const head = { visitorId, cookieConsent, factId: honest ? uuid(index) : factId };
        switch (kind) {
          case 'consented':
            return consented(second, marketing, { ...head, cookieConsent: null });
          case 'paired':
            return paired(second, contactId, { ...head, customerId });
          case 'unpaired':
            return unpaired(second, contactId, head);
          default:
            return did(second, { ...head, isBot });
        }
      },
    ),
  );
}

function whoAndWhen() {
  return fc.record({
    visitorId: fc.constantFrom(...VISITORS),
    contactId: fc.constantFrom(...CONTACTS),
    second: fc.nat(31),
  });
}

function cuts(): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(60), { maxLength: 6 });
}

/** A source of numbers, a few of which are zero: as many as it takes for something to go wrong, and then no more. */
function chances(): fc.Arbitrary<() => number> {
  return fc.array(fc.nat(25), { minLength: 20, maxLength: 400, size: 'max' }).map((list) => {
    let at = 0;
    return () => list[at++] ?? 1;
  });
}
