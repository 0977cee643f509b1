import { ID_LENGTH_MAX } from '@stamkunde/contracts';
import { type BillettenHead, type BillettenOutcome, NOTHING } from './billetten-facts.ts';
import { purchase } from './billetten-purchase.ts';
import { FieldReader, isObject, type JsonObject } from './field-reader.ts';
import { required } from './fields-by-kind.ts';
import { happenedAt } from './happened-at.ts';
import { nearestName } from './nearest-name.ts';
import { renamed } from './renamed-faults.ts';
import { toFact } from './to-fact.ts';
import { toSiteEvent } from './to-site-event.ts';

const ENVELOPE_FIELDS: ReadonlySet<string> = new Set(['id', 'type', 'siteId', 'occurredAt', 'data']);
const CANCELLATION_FIELDS: ReadonlySet<string> = new Set(['orderNo', 'lineId']);

/** What a page's event is called by Billetten, and here; and which fields of its data are ours under another name. */
const WEB_EVENTS: Readonly<
  Record<string, { readonly kind: string; readonly fields: Readonly<Record<string, string>> }>
> = {
  'web.session': { kind: 'SessionStarted', fields: {} },
  'web.visit': { kind: 'ProductVisited', fields: { productId: 'productId' } },
  'web.basket_add': { kind: 'BasketAdded', fields: { productId: 'productId', count: 'count' } },
  'web.purchase': { kind: 'BasketPurchased', fields: { orderNo: 'orderId' } },
  'web.identify': { kind: 'VisitorPaired', fields: { email: 'email', trigger: 'trigger' } },
};

/** Types of Billetten's messages. */
export const BILLETTEN_TYPES = [
  'purchase.completed',
  'ticket.cancelled',
  ...Object.keys(WEB_EVENTS),
] as const;

/**
 * A message as Billetten pushes it, as facts. It is taken whole or not at all: a purchase without one of its seats is
 * another purchase. Sent twice it is the same facts, whatever of it was taken the first time.
 *
 * @param now the present, in milliseconds since 1970
 * @param proofHash SHA-256 of the message
 */
export function fromBilletten(
  input: unknown,
  siteId: string,
  now: number,
  proofHash: string,
): BillettenOutcome {
  if (!isObject(input)) {
    return { faults: [{ reason: 'invalid-field', pointer: '', detail: 'a message is a JSON object' }] };
  }
  const fields = new FieldReader(input);
  fields.refuseUnknown(ENVELOPE_FIELDS);
  if (fields.has('siteId') && fields.value('siteId') !== siteId) {
    fields.fault('other-site', 'siteId', 'siteId is not the site that is spoken for here');
  }
  const id = fields.text('id', ID_LENGTH_MAX) ?? required(fields, 'id');
  const occurredAt = happenedAt(fields, 'occurredAt', now) ?? required(fields, 'occurredAt');
  const type = typeIn(fields);
  const data = fields.value('data');
  if (data === null) fields.missing('data');
  else if (!isObject(data)) fields.invalid('data', 'is not an object');
  if (!isObject(data) || type === null) return { faults: fields.faults };
  const moment = String(input['occurredAt']);
  // The data is looked at even when the envelope is faulty, so that all faults are told at once.
  const head = { id: id ?? 'x', type, siteId, occurredAt: occurredAt ?? 0, moment, proofHash };
  const outcome = factsIn(data, head, occurredAt === null ? now : Math.max(now, occurredAt));
  const inData = 'faults' in outcome ? outcome.faults.filter(({ pointer }) => !ofEnvelope(pointer)) : [];
  const faults = [...fields.faults, ...inData];
  return faults.length > 0 || 'faults' in outcome ? { faults } : outcome;
}

/** Of a field that the envelope fills in, and that was told of there. */
const ofEnvelope = (pointer: string | undefined): boolean => pointer === '/data/occurredAt';

function typeIn(fields: FieldReader): string | null {
  const value = fields.value('type');
  if (value === null) return fields.missing('type');
  const type = BILLETTEN_TYPES.find((one) => one === value);
  if (type !== undefined) return type;
  const nearest = typeof value === 'string' ? nearestName(value, BILLETTEN_TYPES) : undefined;
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return fields.fault('unknown-type', 'type', `type is not one of ${BILLETTEN_TYPES.join(', ')}${hint}`);
}

function factsIn(data: JsonObject, head: BillettenHead, now: number): BillettenOutcome {
  switch (head.type) {
    case 'purchase.completed':
      return purchase(data, head, now);
    case 'ticket.cancelled':
      return cancellation(data, head, now);
    default:
      return webEvent(data, head, now);
  }
}

/** Takes back its line, whole. Two messages about one ticket are two cancellations of a line that is gone either way. */
function cancellation(data: JsonObject, head: BillettenHead, now: number): BillettenOutcome {
  const fields = new FieldReader(data, '/data');
  fields.refuseUnknown(CANCELLATION_FIELDS);
  const outcome = toFact(
    {
      type: 'LineCancelled',
      orderId: fields.value('orderNo'),
      lineId: fields.value('lineId'),
      cancellationId: head.id,
      occurredAt: head.moment,
      correlationId: head.id,
    },
    head.siteId,
    now,
  );
  const told = 'faults' in outcome ? renamed(outcome.faults, '/data', { orderId: 'orderNo' }) : [];
  const faults = [...fields.faults, ...told];
  if (faults.length > 0 || 'faults' in outcome) return { faults };
  return { facts: { ...NOTHING, orderLines: [outcome.fact] } };
}

/** What a page did, as Billetten's server tells it: with whether cookies were accepted, each time. */
function webEvent(data: JsonObject, head: BillettenHead, now: number): BillettenOutcome {
  const { kind, fields: own } = WEB_EVENTS[head.type] ?? { kind: '', fields: {} };
  const fields = new FieldReader(data, '/data');
  fields.refuseUnknown(new Set(['visitorId', 'cookieConsent', ...Object.keys(own)]));
  if (!fields.has('cookieConsent')) fields.missing('cookieConsent');
  const outcome = toSiteEvent(
    {
      type: kind,
      id: head.id,
      visitorId: fields.value('visitorId'),
      cookieConsent: fields.value('cookieConsent'),
      occurredAt: head.moment,
      correlationId: head.id,
      ...Object.fromEntries(Object.entries(own).map(([theirs, ours]) => [ours, fields.value(theirs)])),
    },
    head.siteId,
    now,
    { who: 'server' },
  );
  const told = 'faults' in outcome ? renamed(outcome.faults, '/data', { orderId: 'orderNo' }) : [];
  const faults = [...fields.faults, ...told];
  if (faults.length > 0 || 'faults' in outcome) return { faults };
  return { facts: { ...NOTHING, siteEvents: [outcome.fact] } };
}

/** How much a message says, as far as it can be told before it is understood: a seat each, and one for anything else. */
export function lineCountOf(body: unknown): number {
  const data = isObject(body) ? body['data'] : null;
  const lines = isObject(data) ? data['lines'] : null;
  return Array.isArray(lines) ? Math.max(1, lines.length) : 1;
}
