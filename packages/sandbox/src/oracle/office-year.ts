import { contactIdOf, factIdOf, type SiteEvent } from '@stamkunde/contracts';

/** How large a ticket office is, and what of it is made up. */
export interface Office {
  readonly seed: number;
  readonly people: number;
  readonly browsers: number;
  readonly days: number;
  /** Moments are rounded to this, so that some are the same. */
  readonly everyMs: number;
}

const SITE = 'theatre';
const DAY_MS = 86_400_000;

/** Whole numbers below a bound, always the same ones for a seed. */
type Chance = (below: number) => number;

/**
 * What the browsers of a ticket office say in some time: people with phones of their own and families that share one,
 * a tablet in the foyer where everybody sits down, log-ins at the end of a visit, consents given, withdrawn and never
 * asked for, addresses that change, pairings that are taken back, programs. All of it follows from the seed.
 */
export function* officeYear(office: Office): Generator<SiteEvent> {
  const chance = chanceOf(office.seed);
  for (let browser = 0; browser < office.browsers; browser++) {
    const sitters = sittersOf(office, chance, browser);
    yield* historyOf(office, chance, `b-${browser}`, sitters);
  }
}

function sittersOf({ people }: Office, chance: Chance, browser: number): readonly number[] {
  const kind = chance(100);
  const one = browser % people;
  if (kind < 88) return [one];
  if (kind < 96) return [one, chance(people)];
  return Array.from({ length: 12 }, () => chance(people));
}

function* historyOf(
  { days, everyMs }: Office,
  chance: Chance,
  visitorId: string,
  sitters: readonly number[],
): Generator<SiteEvent> {
  let told = 0;
  const say = (at: number, said: Partial<SiteEvent>): SiteEvent => ({
    ...silent,
    visitorId,
    factId: factIdOf(SITE, visitorId, told++),
    occurredAt: Math.floor(at / everyMs) * everyMs,
    ...said,
  });
  const isServed = chance(10) === 0;
  const cookieConsent = () => (isServed ? chance(6) > 0 : null);
  const isBot = chance(40) === 0 ? true : null;
  const visits = 1 + chance(2 + 2 * sitters.length);
  for (let visit = 0; visit < visits; visit++) {
    const begins = chance(days) * DAY_MS + chance(DAY_MS);
    const person = sitters[chance(sitters.length)] ?? 0;
    if (chance(visit === 0 ? 2 : 6) === 0)
      yield say(begins, {
        type: 'ConsentStated',
        marketing: [true, true, true, false, null][chance(5)] ?? null,
      });
    for (let deed = chance(5); deed >= 0; deed--) {
      const type = deeds[chance(deeds.length)] ?? 'ProductVisited';
      const at = begins + chance(1_800_000);
      yield say(at, { type, isBot, cookieConsent: cookieConsent(), productId: `show-${chance(50)}` });
    }
    if (chance(3) > 0) continue;
    const pairedAt = begins + chance(2_400_000);
    const contactId = contactOf(person, pairedAt, days);
    const pairing = { contactId, customerId: customerOf(chance, person), trigger: 'login' };
    yield say(pairedAt, {
      type: 'VisitorPaired',
      ...pairing,
      proof: 'signed',
      cookieConsent: cookieConsent(),
    });
    if (chance(12) === 0)
      yield say(pairedAt + chance(20 * DAY_MS) - DAY_MS, { type: 'VisitorUnpaired', contactId });
  }
}

const deeds = [
  'SessionStarted',
  'ProductVisited',
  'ProductVisited',
  'BasketAdded',
  'BasketPurchased',
] as const;

/** Every seventh person has another address from the middle of the time on. */
function contactOf(person: number, at: number, days: number): string {
  const hasMoved = person % 7 === 3 && at > (days / 2) * DAY_MS;
  return contactIdOf(SITE, `${hasMoved ? 'new.' : ''}person${person}@example.org`);
}

/** Most people have a number, now and then it is another one's, as in every office. */
function customerOf(chance: Chance, person: number): string | null {
  if (person % 5 === 0) return null;
  return `c-${chance(60) === 0 ? person + 1 : person}`;
}

const silent: SiteEvent = {
  factId: '',
  siteId: SITE,
  visitorId: '',
  type: 'SessionStarted',
  occurredAt: 0,
  origin: 'live',
  correlationId: 'c-0',
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

export function chanceOf(seed: number): Chance {
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e37_79b9) >>> 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}
