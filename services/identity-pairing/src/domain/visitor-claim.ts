import type { CookieChoice, CustomerSeen, Paired, PairingState, VisitorClaim } from '@stamkunde/contracts';
import { compareText, later, statementOf } from './place.ts';
import { type Segment, type Standing, segmentsOf } from './segments.ts';
import type { Pairing, Visitor } from './visitor.ts';

/** What all pairings of a visitor with each of some contacts come to; a contact it never was paired with has none. */
export function visitorClaims(
  visitor: Visitor,
  contacts: readonly string[],
): ReadonlyMap<string, VisitorClaim> {
  const segments = Map.groupBy(segmentsOf(visitor), ({ pairing }) => pairing.contactId);
  const claims = contacts.map(
    (contactId) => [contactId, visitorClaim(visitor, contactId, segments.get(contactId) ?? [])] as const,
  );
  return new Map(claims.flatMap(([contactId, claim]) => (claim === undefined ? [] : [[contactId, claim]])));
}

function visitorClaim(
  visitor: Visitor,
  contactId: string,
  segments: readonly Segment[],
): VisitorClaim | undefined {
  const newest = segments.at(-1);
  if (newest === undefined) return undefined;
  const counting = segments.filter(({ standing }) => standing === 'counting');
  const isTakenBack = segments.some(({ standing }) => standing === 'unpaired');
  const unpairing = visitor.unpairings.findLast((one) => one.contactId === contactId);
  return {
    visitorId: visitor.visitorId,
    rev: visitor.rev,
    state: counting.length > 0 ? 'paired' : stateOf[newest.standing],
    pairing: pairedBy((counting[0] ?? newest).pairing),
    newest: statementOf(newest.pairing),
    unpairing: isTakenBack && unpairing !== undefined ? statementOf(unpairing) : null,
    cookies: cookiesOf(visitor, segments),
    customers: customersOf(segments),
  };
}

const stateOf: Readonly<Record<Standing, PairingState>> = {
  counting: 'paired',
  unpaired: 'unpaired',
  'no-consent': 'withheld',
};

/** What of cookies was said last while the contact sat there. What the next person says is not the contact's word. */
function cookiesOf(visitor: Visitor, segments: readonly Segment[]): CookieChoice | null {
  const standing = segments.filter((one) => one.standing !== 'unpaired');
  const until = standing.at(-1)?.until;
  if (until === undefined) return null;
  const consent = visitor.consents.findLast(({ occurredAt }) => occurredAt < until);
  const pairing = standing.findLast((one) => one.pairing.cookieConsent !== null)?.pairing;
  return later(
    consent === undefined ? null : { accepted: consent.marketing, ...statementOf(consent) },
    pairing === undefined ? null : { accepted: pairing.cookieConsent ?? false, ...statementOf(pairing) },
  );
}

/** Also those that do not count any more: whoever was told of them has to hear it. */
function customersOf(segments: readonly Segment[]): readonly CustomerSeen[] {
  const seen = new Map<string, CustomerSeen>();
  for (const { pairing, standing } of segments) {
    const { customerId } = pairing;
    if (customerId === null) continue;
    const said = standing === 'counting' ? statementOf(pairing) : (seen.get(customerId)?.said ?? null);
    seen.set(customerId, { customerId, said });
  }
  return [...seen.values()].sort((a, b) => compareText(a.customerId, b.customerId));
}

function pairedBy({ occurredAt, factId, trigger, proof }: Pairing): Paired {
  return { occurredAt, factId, trigger, proof };
}
