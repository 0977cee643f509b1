import { contactKey, type SiteEvent, topics } from '@stamkunde/contracts';
import type { Outgoing } from '@stamkunde/stream';
import { fold, initialIdentity } from './domain/identity.ts';
import { hear, initialVisitor } from './domain/visitor.ts';
import { visitorClaims } from './domain/visitor-claim.ts';
import { readerOf, write } from './in-memory/newest-values.ts';
import { consented, paired, uuid } from './in-memory/site-events.ts';
import { unpairContact } from './unpair-contact.ts';

const ANNA = uuid(101);
const NOW = 1_000_000;
const trace = { correlationId: 'c-1', traceparent: '00-trace' };
const readEvent = await readerOf(topics.siteEvents);

describe('un-pairing a contact', () => {
  it('is said of every visitor it is paired with, and of none that it is not', async () => {
    const { unpaired, said } = system(
      [consented(1), paired(2, ANNA)],
      [consented(1, true, { visitorId: 'v2' }), paired(2, ANNA, { visitorId: 'v2' })],
      [paired(2, ANNA, { visitorId: 'v3' })],
    );
    const facts = await unpaired('tivoli', ANNA, undefined, trace);
    expect(facts?.map(({ visitorId }) => visitorId)).toEqual(['v1', 'v2']);
    expect(said()).toMatchObject([
      { type: 'VisitorUnpaired', visitorId: 'v1', contactId: ANNA, occurredAt: NOW, correlationId: 'c-1' },
      { type: 'VisitorUnpaired', visitorId: 'v2', contactId: ANNA, occurredAt: NOW, correlationId: 'c-1' },
    ]);
    expect(said().map(({ factId }) => factId)).toEqual(facts?.map(({ factId }) => factId));
  });

  it('is said of one visitor where one is named', async () => {
    const { unpaired } = system(
      [consented(1), paired(2, ANNA)],
      [consented(1, true, { visitorId: 'v2' }), paired(2, ANNA, { visitorId: 'v2' })],
    );
    expect(await unpaired('tivoli', ANNA, 'v2', trace)).toMatchObject([{ visitorId: 'v2' }]);
    expect(await unpaired('tivoli', ANNA, 'v9', trace)).toEqual([]);
  });

  it('names the same facts when it is asked for again, and others once something new was said', async () => {
    const words = [consented(1), paired(2, ANNA)];
    const { unpaired } = system(words);
    const first = await unpaired('tivoli', ANNA, undefined, trace);
    expect(await unpaired('tivoli', ANNA, undefined, trace)).toEqual(first);
    const later = system([...words], [paired(3, ANNA)]);
    expect(await later.unpaired('tivoli', ANNA, undefined, trace)).not.toEqual(first);
  });

  it('is after the pairing even when the browser’s clock is ahead', async () => {
    const { unpaired, said } = system([consented(1), paired(5_000, ANNA)]);
    await unpaired('tivoli', ANNA, undefined, trace);
    expect(said()).toMatchObject([{ occurredAt: 5_000_001 }]);
  });

  it('of a contact nobody has heard of is nothing', async () => {
    expect(await system().unpaired('tivoli', ANNA, undefined, trace)).toBeUndefined();
  });
});

/** A contact of whom these visitors have spoken, one batch after the other. */
function system(...words: SiteEvent[][]) {
  const visitors = new Map<string, ReturnType<typeof initialVisitor>>();
  let identity = initialIdentity('tivoli', ANNA);
  for (const some of words) {
    const visitorId = some[0]?.visitorId ?? '';
    const { visitor } = hear(visitors.get(visitorId) ?? initialVisitor('tivoli', visitorId), some);
    visitors.set(visitorId, visitor);
    const claim = {
      siteId: 'tivoli',
      contactId: ANNA,
      visitor: visitorClaims(visitor, [ANNA]).get(ANNA) ?? null,
      customer: null,
    };
    identity = fold(identity, [claim]).identity;
  }
  const key = contactKey('tivoli', ANNA);
  const stored = new Map(identity.rev === 0 ? [] : [[key, { identity, bytes: write.identity(identity) }]]);
  const published: Outgoing[] = [];
  return {
    said: () => published.map(readEvent),
    unpaired: unpairContact({
      identities: { load: async () => stored },
      publish: async (messages) => void published.push(...messages),
      writeEvent: write.siteEvent,
      now: () => NOW,
    }),
  };
}
