import type { SiteEvent } from '@stamkunde/contracts';
import { comparePlace, lastAt } from './place.ts';
import type { Pairing, Unpairing, Visitor } from './visitor.ts';

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
  const { pairings, unpairings } = visitor;
  const takenBack = new Map(unpairings.map((one) => [one.contactId, one]));
  return pairings.map((pairing, index) => ({
    pairing,
    from: index === 0 ? Number.NEGATIVE_INFINITY : pairing.occurredAt,
    until: pairings[index + 1]?.occurredAt ?? Number.POSITIVE_INFINITY,
    standing: standingOf(visitor, pairing, takenBack.get(pairing.contactId)),
  }));
}

/** @param unpairing the newest one of the same contact */
function standingOf(visitor: Visitor, pairing: Pairing, unpairing: Unpairing | undefined): Standing {
  if (unpairing !== undefined && comparePlace(unpairing, pairing) > 0) return 'unpaired';
  return isAllowed(visitor, pairing) ? 'counting' : 'no-consent';
}

/** Whether consent held for something: by its own word, else by what was said last. Silence is not a yes. */
export function isAllowed(
  { consents }: Visitor,
  { occurredAt, cookieConsent }: Pick<SiteEvent, 'occurredAt' | 'cookieConsent'>,
): boolean {
  return cookieConsent ?? lastAt(consents, occurredAt)?.marketing ?? false;
}

/** How pairings stand that a visitor did not have before, and who vouches for them. */
export function newPairings(before: Visitor | undefined, after: Visitor): readonly [Standing, string][] {
  const known = new Set(before?.pairings.map(({ factId }) => factId));
  return segmentsOf(after)
    .filter(({ pairing }) => !known.has(pairing.factId))
    .map(({ standing, pairing }) => [standing, pairing.proof]);
}
