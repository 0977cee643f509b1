import { moment } from './moment.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** Why an event is or is not with somebody, for people. */
export function explainedEvent({ event, rev, attribution, told, waitsUntil }: RecordedEvent) {
  const { siteId, visitorId, factId, type, occurredAt } = event;
  return {
    siteId,
    visitorId,
    factId,
    rev,
    type,
    occurredAt: moment(occurredAt),
    state: attribution.state,
    reason: attribution.state === 'withheld' ? attribution.reason : null,
    contactId: attribution.state === 'attributed' ? attribution.contactId : null,
    pairedBy: attribution.state === 'attributed' ? attribution.pairedBy : null,
    /** Contacts that it was tied to at some time; those it is not tied to now were told so. */
    told,
    forgottenAt: told.length === 0 ? moment(waitsUntil) : null,
  };
}
