import { contactIdOf, type SiteEvent } from '@stamkunde/contracts';
import type { FieldFault } from './field-fault.ts';
import type { Page, Speaker } from './pairing-proof.ts';
import { toSiteEvent } from './to-site-event.ts';

const now = Date.UTC(2026, 2, 1, 12);
const server: Speaker = { who: 'server' };
const page: Page = { who: 'page', isBot: false, unsignedPairings: 'accept', isSigned: () => false };

const visited = {
  type: 'ProductVisited',
  visitorId: 'v-7Qm2xkP0',
  sessionId: 's-1',
  occurredAt: '2026-03-01T11:00:00Z',
  id: 'e-1',
  productId: 'show-7',
  productName: 'Nora',
};
const paired = {
  type: 'VisitorPaired',
  visitorId: 'v-7Qm2xkP0',
  occurredAt: '2026-03-01T11:01:00Z',
  email: ' Anna@Example.org ',
  trigger: 'login',
};
const signature = 'ab'.repeat(32);
const signed = { ...paired, signature, signedAt: '2026-03-01T12:01:00+01:00' };

function event(input: unknown, speaker: Speaker = page): SiteEvent {
  const outcome = toSiteEvent(input, 'demo', now, speaker);
  if ('faults' in outcome) throw new Error(JSON.stringify(outcome.faults));
  return outcome.fact;
}

function faults(input: unknown, speaker: Speaker = page): readonly FieldFault[] {
  const outcome = toSiteEvent(input, 'demo', now, speaker);
  return 'faults' in outcome ? outcome.faults : [];
}

const told = (input: unknown, speaker?: Speaker) =>
  faults(input, speaker).map(({ pointer, reason }) => `${pointer} ${reason}`);

describe('a site event', () => {
  it('becomes a fact of the topic, and says nothing that was not said', () => {
    const { factId, correlationId, ...rest } = event(visited);
    expect(correlationId).toBe(factId);
    expect(rest).toEqual({
      siteId: 'demo',
      visitorId: 'v-7Qm2xkP0',
      type: 'ProductVisited',
      occurredAt: Date.UTC(2026, 2, 1, 11),
      origin: 'live',
      sessionId: 's-1',
      isBot: false,
      cookieConsent: null,
      analytics: null,
      marketing: null,
      textVersion: null,
      productId: 'show-7',
      productName: 'Nora',
      categoryId: null,
      categoryName: null,
      basketId: null,
      count: null,
      orderId: null,
      contactId: null,
      customerId: null,
      trigger: null,
      proof: null,
    });
  });

  it.each([
    ['BIL-41 sessions', { type: 'SessionStarted' }],
    ['BIL-42 visits', { type: 'ProductVisited', productId: 'show-7' }],
    ['BIL-43 add to basket', { type: 'BasketAdded', productId: 'show-7', count: 5, basketId: 'b-1' }],
    ['BIL-44 purchase', { type: 'BasketPurchased', orderId: 'T-1' }],
  ])('tells of %s, from a page and from a server', (_what, said) => {
    const input = { visitorId: 'v-1', occurredAt: '2026-03-01T11:00:00Z', ...said };
    expect(event(input)).toMatchObject(said);
    expect(event(input, server)).toMatchObject(said);
  });

  it('is the same fact when it is sent again, and another one when it says or is called otherwise', () => {
    const ids = [visited, { ...visited, productId: 'show-8' }, { ...visited, id: 'e-2' }].map(
      (input) => event(input).factId,
    );
    expect(new Set(ids).size).toBe(3);
    expect(event({ ...visited }, { ...page, isBot: true }).factId).toBe(ids[0]);
  });

  it.each(['null', 'undefined', '0', '[object Object]', 'Anonymous'])(
    'is refused for %j where an id belongs',
    (junk) => {
      expect(told({ ...visited, visitorId: junk })).toEqual(['/visitorId junk-identifier']);
      expect(told({ ...paired, customerId: junk })).toEqual(['/customerId junk-identifier']);
    },
  );

  it('is refused for the address of nobody', () => {
    expect(told({ ...paired, email: 'undefined@undefined' })).toEqual(['/email junk-identifier']);
  });

  it.each([
    [{ ...visited, visitorId: null }, ['/visitorId missing-field']],
    [{ ...visited, occurredAt: '2026-03-01T11:00:00' }, ['/occurredAt invalid-field']],
    [{ ...visited, occurredAt: '2026-03-03T11:00:00Z' }, ['/occurredAt invalid-field']],
    [{ ...visited, type: 'ProductVisit' }, ['/type unknown-type']],
    [{ ...visited, productID: 'x' }, ['/productID unknown-field']],
    [{ ...visited, orderId: 'x' }, ['/orderId foreign-field']],
    [{ ...visited, siteId: 'other' }, ['/siteId other-site']],
    [{ ...visited, cookieConsent: 'yes' }, ['/cookieConsent invalid-field']],
    [{ ...visited, productName: 'x'.repeat(501) }, ['/productName invalid-field']],
    [{ ...visited, type: 'BasketAdded', count: 1.5 }, ['/count invalid-field']],
    [{ ...visited, type: 'BasketAdded', count: 1_000_000_001 }, ['/count invalid-field']],
    [{ type: 'ConsentStated', visitorId: 'v', occurredAt: visited.occurredAt }, ['/marketing missing-field']],
    [{ ...paired, email: 'anna' }, ['/email invalid-field']],
    [{ ...paired, email: null }, ['/email missing-field']],
    [{ ...paired, trigger: null }, ['/trigger missing-field']],
    [[], [' invalid-field']],
    ['visit', [' invalid-field']],
  ])('%j is refused by the name of its field', (input, expected) => {
    expect(told(input)).toEqual(expected);
  });
});

describe('BIL-53 a pairing', () => {
  it('names a contact by its id, and the address goes no further', () => {
    const fact = event(paired);
    expect(fact.contactId).toBe(contactIdOf('demo', 'anna@example.org'));
    expect(JSON.stringify(fact).toLowerCase()).not.toContain('anna');
  });

  it.each(['login', 'continue_to_payment'])('BIL-54 is concluded from %s', (trigger) => {
    expect(event({ ...paired, trigger })).toMatchObject({ type: 'VisitorPaired', trigger });
  });

  it('says who vouches for it: nobody, the signature of the shop, or its server', () => {
    expect(event(paired).proof).toBe('unsigned');
    expect(event(signed, { ...page, isSigned: () => true }).proof).toBe('signed');
    expect(event(paired, server).proof).toBe('server');
  });

  it('is refused without a signature where the site asks for one', () => {
    expect(told(paired, { ...page, unsignedPairings: 'refuse' })).toEqual(['/signature unsigned-pairing']);
    expect(told(signed, { ...page, unsignedPairings: 'refuse', isSigned: () => true })).toEqual([]);
  });

  it('is signed as visitor, address, moment and customer, each on its line', () => {
    const texts: string[] = [];
    const isSigned = (text: string) => texts.push(text) > 0;
    event(signed, { ...page, isSigned });
    event({ ...signed, customerId: 'c-9' }, { ...page, isSigned });
    const three = 'v-7Qm2xkP0\nanna@example.org\n2026-03-01T12:01:00+01:00';
    expect(texts).toEqual([three, `${three}\nc-9`]);
  });

  it('is refused with a signature of something else: of another key, moment or line', () => {
    const trusting = { ...page, isSigned: () => true };
    expect(told(signed)).toEqual(['/signature wrong-signature']);
    expect(told({ ...signed, signature: 'ab' })).toEqual(['/signature invalid-field']);
    expect(told({ ...signed, signature: undefined }, trusting)).toEqual(['/signature missing-field']);
    expect(told({ ...signed, signedAt: undefined }, trusting)).toEqual(['/signedAt missing-field']);
    expect(told({ ...signed, signedAt: '2026-03-01T09:59:00Z' }, trusting)).toEqual([
      '/signedAt invalid-field',
    ]);
    expect(told({ ...signed, visitorId: 'v\nw' }, trusting)).toEqual(['/signature wrong-signature']);
  });

  it('is taken back, and told for the past, by a server only', () => {
    const unpaired = {
      type: 'VisitorUnpaired',
      visitorId: 'v-1',
      occurredAt: '2026-03-01T11:00:00Z',
      contactId: contactIdOf('demo', 'anna@example.org'),
    };
    expect(event(unpaired, server)).toMatchObject({ type: 'VisitorUnpaired', proof: null });
    expect(told(unpaired)).toContain('/type unknown-type');
    expect(told({ ...paired, origin: 'backfill' })).toEqual(['/origin unknown-field']);
    expect(told({ ...visited, factId: '5d0a1c3e-0b7e-5f4a-9c2d-000000000001' })).toEqual([
      '/factId unknown-field',
    ]);
    expect(event({ ...paired, origin: 'backfill' }, server).origin).toBe('backfill');
  });

  it('is of one person: named by address or by id', () => {
    const contactId = contactIdOf('demo', 'anna@example.org');
    expect(told({ ...paired, contactId }, server)).toEqual(['/contactId invalid-field']);
    expect(event({ ...paired, email: null, contactId }, server).contactId).toBe(contactId);
  });
});
