import type { FieldFault } from './field-fault.ts';
import { FieldReader, isObject } from './field-reader.ts';

/** Events in one message of a page at most. */
export const PAGE_EVENTS_MAX = 50;

/** What a page sends at once. */
export interface PageMessage {
  readonly events: readonly unknown[];
  /** Whether the page noticed that a program drives its browser. */
  readonly isDriven: boolean;
}

const FIELDS: ReadonlySet<string> = new Set(['events', 'webdriver']);

/** The message of a page, its events not yet understood; or why it is none. */
export function pageMessageOf(body: unknown): PageMessage | { readonly faults: readonly FieldFault[] } {
  if (!isObject(body)) {
    return {
      faults: [{ reason: 'invalid-field', pointer: '', detail: 'a message of a page is a JSON object' }],
    };
  }
  const fields = new FieldReader(body);
  fields.refuseUnknown(FIELDS);
  const events = fields.value('events');
  if (events === null) fields.missing('events');
  else if (!Array.isArray(events)) fields.invalid('events', 'is not a list');
  else if (events.length === 0) fields.invalid('events', 'is empty');
  const webdriver = fields.value('webdriver');
  if (webdriver !== null && typeof webdriver !== 'boolean') {
    fields.invalid('webdriver', 'is neither true nor false');
  }
  if (fields.faults.length > 0 || !Array.isArray(events)) return { faults: fields.faults };
  return { events, isDriven: webdriver === true };
}

/** Whether any of the events claims to be signed: only then the keys are needed. */
export function hasSignature(events: readonly unknown[]): boolean {
  return events.some((event) => isObject(event) && Object.hasOwn(event, 'signature'));
}
