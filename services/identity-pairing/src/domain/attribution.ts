import type { SiteEvent } from '@stamkunde/contracts';
import { isAllowed, type Segment, segmentsOf } from './segments.ts';
import type { Visitor } from './visitor.ts';

/** Whose an event is, and why. */
export type Attribution =
  | { readonly state: 'waiting' }
  | { readonly state: 'attributed'; readonly contactId: string; readonly pairedBy: string }
  | { readonly state: 'withheld'; readonly reason: WithholdingReason }
  | { readonly state: 'expired' };

/** bot: a program did it. unpaired: the pairing was taken back. no-consent: for the event, or for the pairing. */
export type WithholdingReason = 'bot' | 'unpaired' | 'no-consent';

/** What has become of an event, in a word: fit for counting. */
export const outcomes = ['waiting', 'attributed', 'expired', 'bot', 'unpaired', 'no-consent'] as const;
export type Outcome = (typeof outcomes)[number];

export function outcomeOf(attribution: Attribution): Outcome {
  return attribution.state === 'withheld' ? attribution.reason : attribution.state;
}

type Happened = Pick<SiteEvent, 'occurredAt' | 'isBot' | 'cookieConsent'>;

/**
 * Tells whose the events of a visitor are: of everything that was said and nothing else, so never of when it arrived.
 *
 * @param retentionMs how long before its first pairing a visitor's events are still tied to it
 */
export function attributor(visitor: Visitor, retentionMs: number): (event: Happened) => Attribution {
  const segments = segmentsOf(visitor);
  return (event) => {
    if (event.isBot === true) return { state: 'withheld', reason: 'bot' };
    const segment = segmentAt(segments, event.occurredAt);
    if (segment === undefined) return { state: 'waiting' };
    const { pairing, standing } = segment;
    if (pairing.occurredAt - event.occurredAt > retentionMs) return { state: 'expired' };
    if (standing !== 'counting') return { state: 'withheld', reason: standing };
    if (!isAllowed(visitor, event)) return { state: 'withheld', reason: 'no-consent' };
    return { state: 'attributed', contactId: pairing.contactId, pairedBy: pairing.factId };
  };
}

/** The last one that begins at or before a moment: of two pairings in one millisecond, the second. */
function segmentAt(segments: readonly Segment[], moment: number): Segment | undefined {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle]?.from ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return segments[low - 1];
}
