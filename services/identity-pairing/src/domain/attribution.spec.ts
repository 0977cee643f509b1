import type { SiteEvent } from '@stamkunde/contracts';
import { attributor } from './attribution.ts';
import { hear, initialVisitor } from './visitor.ts';

const DAY = 86_400_000;
const ANNA = uuid(101);
const BODIL = uuid(102);

/** What a visitor said, one after the other, a second apart unless a moment is given. */
function visitor(...said: Partial<SiteEvent>[]) {
  const events = said.map((one, index) =>
    event({ factId: uuid(index + 1), occurredAt: 1_000 * (index + 1), ...one }),
  );
  return hear(initialVisitor('tivoli', 'v1'), events).visitor;
}

const whose = (of: ReturnType<typeof visitor>, did: Partial<SiteEvent>) =>
  attributor(of, 30 * DAY)(event({ factId: uuid(99), type: 'ProductVisited', ...did }));
const isOf = (contactId: string, pairedBy: string) => ({ state: 'attributed', contactId, pairedBy });
const withheld = (reason: string) => ({ state: 'withheld', reason });

const yes = { type: 'ConsentStated', marketing: true } as const;
const no = { type: 'ConsentStated', marketing: false } as const;
const pair = (contactId: string) => ({ type: 'VisitorPaired', contactId }) as const;
const unpair = (contactId: string) => ({ type: 'VisitorUnpaired', contactId }) as const;

describe('an event', () => {
  it('waits while nobody knows who sits there (BIL-52)', () => {
    expect(whose(visitor(yes), { occurredAt: 1_500 })).toEqual({ state: 'waiting' });
  });

  it('is the contact the visitor is paired with, after the pairing and before the first one (BIL-53)', () => {
    const of = visitor(yes, pair(ANNA));
    expect(whose(of, { occurredAt: 5_000 })).toEqual(isOf(ANNA, uuid(2)));
    expect(whose(of, { occurredAt: 1_500 })).toEqual(isOf(ANNA, uuid(2)));
  });

  it('is expired when it was longer before the first pairing than the retention', () => {
    const of = visitor({ ...yes, occurredAt: 0 }, { ...pair(ANNA), occurredAt: 31 * DAY });
    expect(whose(of, { occurredAt: DAY - 1 })).toEqual({ state: 'expired' });
    expect(whose(of, { occurredAt: DAY })).toEqual(isOf(ANNA, uuid(2)));
  });

  it('in the very millisecond of a consent or pairing is after it', () => {
    expect(whose(visitor(yes, pair(ANNA)), { occurredAt: 1_000 })).toEqual(isOf(ANNA, uuid(2)));
    expect(whose(visitor(yes, pair(ANNA), pair(BODIL)), { occurredAt: 3_000 })).toEqual(isOf(BODIL, uuid(3)));
  });

  it('without consent at its time is withheld, and stays so whatever is allowed later', () => {
    const of = visitor({ ...yes, occurredAt: 2_000 }, pair(ANNA), { ...no, occurredAt: 5_000 });
    expect(whose(of, { occurredAt: 1_000 })).toEqual(withheld('no-consent'));
    expect(whose(of, { occurredAt: 3_000 })).toEqual(isOf(ANNA, uuid(2)));
    expect(whose(of, { occurredAt: 6_000 })).toEqual(withheld('no-consent'));
  });

  it('that says itself whether cookies were accepted is believed before what was said once', () => {
    expect(whose(visitor(yes, pair(ANNA)), { occurredAt: 3_000, cookieConsent: false })).toEqual(
      withheld('no-consent'),
    );
    expect(
      whose(visitor(no, { ...pair(ANNA), cookieConsent: true }), { occurredAt: 3_000, cookieConsent: true }),
    ).toEqual(isOf(ANNA, uuid(2)));
  });

  it('is withheld where consent was never asked: silence is not a yes', () => {
    const of = visitor({ ...pair(ANNA), cookieConsent: true });
    expect(whose(of, { occurredAt: 2_000 })).toEqual(withheld('no-consent'));
    expect(whose(visitor({ ...yes, marketing: null }, pair(ANNA)), { occurredAt: 3_000 })).toEqual(
      withheld('no-consent'),
    );
  });

  it('of a program is never anybody’s', () => {
    expect(whose(visitor(yes, pair(ANNA)), { occurredAt: 3_000, isBot: true })).toEqual(withheld('bot'));
  });
});

describe('a pairing', () => {
  it('counts only if cookies were accepted at its time (BIL-54)', () => {
    expect(whose(visitor(pair(ANNA), yes), { occurredAt: 3_000 })).toEqual(withheld('no-consent'));
    expect(whose(visitor(yes, { ...pair(ANNA), cookieConsent: false }), { occurredAt: 3_000 })).toEqual(
      withheld('no-consent'),
    );
  });

  it('that does not count still says that somebody else sat down (BIL-54)', () => {
    const of = visitor(yes, pair(ANNA), { ...pair(BODIL), cookieConsent: false });
    expect(whose(of, { occurredAt: 2_500 })).toEqual(isOf(ANNA, uuid(2)));
    expect(whose(of, { occurredAt: 3_500 })).toEqual(withheld('no-consent'));
  });

  it('of a second person inherits nothing of the first', () => {
    const of = visitor(yes, pair(ANNA), pair(BODIL));
    expect(whose(of, { occurredAt: 1_500 })).toEqual(isOf(ANNA, uuid(2)));
    expect(whose(of, { occurredAt: 2_500 })).toEqual(isOf(ANNA, uuid(2)));
    expect(whose(of, { occurredAt: 3_500 })).toEqual(isOf(BODIL, uuid(3)));
  });

  it('of a second person inherits nothing either when the first pairing is taken back', () => {
    const of = visitor(yes, pair(ANNA), pair(BODIL), unpair(ANNA));
    expect(whose(of, { occurredAt: 1_500 })).toEqual(withheld('unpaired'));
    expect(whose(of, { occurredAt: 2_500 })).toEqual(withheld('unpaired'));
    expect(whose(of, { occurredAt: 3_500 })).toEqual(isOf(BODIL, uuid(3)));
  });

  it('that is taken back takes with it what came through it, and one after that pairs from then on', () => {
    const of = visitor(yes, pair(ANNA), unpair(ANNA), pair(ANNA));
    expect(whose(of, { occurredAt: 2_500 })).toEqual(withheld('unpaired'));
    expect(whose(of, { occurredAt: 3_500 })).toEqual(withheld('unpaired'));
    expect(whose(of, { occurredAt: 4_500 })).toEqual(isOf(ANNA, uuid(4)));
  });

  it('is not taken back by what was said before it, nor of somebody else', () => {
    expect(whose(visitor(yes, unpair(ANNA), pair(ANNA)), { occurredAt: 5_000 })).toEqual(isOf(ANNA, uuid(3)));
    expect(whose(visitor(yes, pair(ANNA), unpair(BODIL)), { occurredAt: 5_000 })).toEqual(
      isOf(ANNA, uuid(2)),
    );
  });
});

function event(said: Partial<SiteEvent>): SiteEvent {
  return { ...nothing, ...said };
}

const nothing: SiteEvent = {
  factId: uuid(0),
  siteId: 'tivoli',
  visitorId: 'v1',
  type: 'ProductVisited',
  occurredAt: 0,
  origin: 'live',
  correlationId: 'c-1',
  sessionId: null,
  isBot: null,
  cookieConsent: null,
  analytics: null,
  marketing: null,
  textVersion: null,
  productId: null,
  productName: null,
  categoryId: null,
  categoryName: null,
  basketId: null,
  count: null,
  orderId: null,
  contactId: null,
  customerId: null,
  trigger: null,
  proof: null,
};

function uuid(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}
