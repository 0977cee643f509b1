import type { Outcome } from './attribution.ts';
import { moment } from './moment.ts';
import { type Segment, segmentsOf } from './segments.ts';
import type { Visitor } from './visitor.ts';

/** A visitor for people: what it said, what came of its pairings, and how many of its events became what. */
export function explainedVisitor(visitor: Visitor, events: Readonly<Record<Outcome, number>>) {
  const { siteId, visitorId, rev, consents, unpairings } = visitor;
  const segments = segmentsOf(visitor);
  return {
    siteId,
    visitorId,
    rev,
    state: stateOf(segments.at(-1)),
    contactId: segments.at(-1)?.standing === 'counting' ? (segments.at(-1)?.pairing.contactId ?? null) : null,
    consents: consents.map(({ occurredAt, factId, marketing }) => ({
      occurredAt: moment(occurredAt),
      factId,
      marketing,
    })),
    pairings: segments.map(({ pairing, standing }) => ({
      occurredAt: moment(pairing.occurredAt),
      factId: pairing.factId,
      contactId: pairing.contactId,
      customerId: pairing.customerId,
      trigger: pairing.trigger,
      proof: pairing.proof,
      standing,
    })),
    unpairings: unpairings.map(({ occurredAt, factId, contactId }) => ({
      occurredAt: moment(occurredAt),
      factId,
      contactId,
    })),
    events: {
      waiting: events.waiting,
      attributed: events.attributed,
      withheld: {
        bot: events.bot,
        unpaired: events.unpaired,
        'no-consent': events['no-consent'],
      },
      expired: events.expired,
    },
  };
}

/** Who sits there now, as far as anybody said. */
function stateOf(last: Segment | undefined): 'anonymous' | 'paired' | 'unpaired' | 'withheld' {
  switch (last?.standing) {
    case undefined:
      return 'anonymous';
    case 'counting':
      return 'paired';
    case 'unpaired':
      return 'unpaired';
    case 'no-consent':
      return 'withheld';
  }
}
