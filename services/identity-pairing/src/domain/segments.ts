import { comparePlace } from './place.ts';
import type { Consent, Pairing, Visitor } from './visitor.ts';

/** Whether what happens under a pairing may be tied to its contact. */
export type Standing = 'counting' | 'unpaired' | 'no-consent';

/** The time that belongs to one pairing, in milliseconds. */
export interface Segment {
  readonly pairing: Pairing;
  /** From this moment on; the first one has all that was before it, too. */
  readonly from: number;
  /** Up to the moment of the next pairing, which is not in it. */
  readonly until: number;
  readonly standing: Standing;
}

/**
 * The visitor's time, divided among its pairings. Every pairing begins a segment, one that does not count as well: it
 * says that somebody sat down, and nothing that follows may be held to be what the one before did. For the same reason a
 * pairing that is taken back keeps its segment, and nobody inherits it.
 */
export function segmentsOf(visitor: Visitor): readonly Segment[] {
  const { pairings } = visitor;
  return pairings.map((pairing, index) => ({
    pairing,
    from: index === 0 ? Number.NEGATIVE_INFINITY : pairing.occurredAt,
    until: pairings[index + 1]?.occurredAt ?? Number.POSITIVE_INFINITY,
    standing: standingOf(visitor, pairing),
  }));
}

function standingOf(visitor: Visitor, pairing: Pairing): Standing {
  const isTakenBack = visitor.unpairings.some(
    (one) => one.contactId === pairing.contactId && comparePlace(one, pairing) > 0,
  );
  if (isTakenBack) return 'unpaired';
  const isAllowed = pairing.cookieConsent ?? consentAt(visitor, pairing.occurredAt)?.marketing ?? false;
  return isAllowed ? 'counting' : 'no-consent';
}

/** What the visitor had said of consent last at a moment; undefined when it had not been asked. Silence is not a yes. */
export function consentAt({ consents }: Visitor, moment: number): Consent | undefined {
  return consents.findLast(({ occurredAt }) => occurredAt <= moment);
}

/** How pairings stand that a visitor did not have before, and who vouches for them. */
export function newPairings(before: Visitor | undefined, after: Visitor): readonly [Standing, string][] {
  const known = new Set(before?.pairings.map(({ factId }) => factId));
  return segmentsOf(after)
    .filter(({ pairing }) => !known.has(pairing.factId))
    .map(({ standing, pairing }) => [standing, pairing.proof]);
}
