import { faultOf, ID_LENGTH_MAX, isUuid, type OrderLineFact, type Origin } from '@stamkunde/contracts';
import { buyerOf } from './buyer.ts';
import { contentIdOf, type Said } from './content-id.ts';
import { pointerStep } from './field-fault.ts';
import { FieldReader, isObject } from './field-reader.ts';
import { type FieldsByKind, kindIn, refuseStrangeFields, required } from './fields-by-kind.ts';
import { happenedAt } from './happened-at.ts';
import { priceOf } from './price.ts';
import type { Understood, Vocabulary } from './vocabulary.ts';

/** Kinds of facts a producer may send. */
export const KINDS = [
  'LineBought',
  'LineCancelled',
  'OrderAnnulled',
  'OrderReinstated',
  'OrderDescribed',
] as const;

type Kind = (typeof KINDS)[number];

const ANY_KIND = [
  'type',
  'siteId',
  'orderId',
  'occurredAt',
  'version',
  'buyer',
  'country',
  'reference',
  'factId',
  'correlationId',
  'origin',
];

/** Which fields have a meaning in which kind of fact. A cancellation takes back pieces: its price is that of its line. */
const FIELDS: FieldsByKind<Kind> = {
  LineBought: new Set([
    ...ANY_KIND,
    'lineId',
    'quantity',
    'unitPrice',
    'currency',
    'priceBasis',
    'productId',
    'productName',
  ]),
  LineCancelled: new Set([...ANY_KIND, 'lineId', 'cancellationId', 'quantity']),
  OrderAnnulled: new Set(ANY_KIND),
  OrderReinstated: new Set(ANY_KIND),
  OrderDescribed: new Set(ANY_KIND),
};

const ORIGINS: readonly Origin[] = ['live', 'backfill'];
const PRODUCT_NAME_LENGTH_MAX = 500;
const COUNTRY_LENGTH_MAX = 100;

/**
 * A fact as a producer writes it in JSON, checked and brought into the form of the topic. Total on every JSON value;
 * names all faults at once, by JSON Pointer. What it accepts passes `faultOf`. The same content sent twice is the same
 * fact: without a `factId` the id is made of the content, without a `version` the version is `occurredAt`.
 *
 * @param siteId the site the sender may speak for
 * @param now the present, in milliseconds since 1970
 */
export function toFact(input: unknown, siteId: string, now: number): Understood<OrderLineFact> {
  if (!isObject(input)) {
    return { faults: [{ reason: 'invalid-field', pointer: '', detail: 'a fact is a JSON object' }] };
  }
  const fields = new FieldReader(input);
  const kind = kindIn(fields, FIELDS);
  refuseStrangeFields(fields, input, kind, FIELDS);
  if (fields.has('siteId') && fields.value('siteId') !== siteId) {
    fields.fault('other-site', 'siteId', 'siteId is not the site of this API key');
  }
  const orderId = fields.text('orderId', ID_LENGTH_MAX) ?? required(fields, 'orderId');
  const occurredAt = happenedAt(fields, 'occurredAt', now) ?? required(fields, 'occurredAt');
  const version = fields.whole('version', 0) ?? occurredAt;
  const ofLine = kind === 'LineBought' || kind === 'LineCancelled';
  const lineId = ofLine ? (fields.text('lineId', ID_LENGTH_MAX) ?? required(fields, 'lineId')) : null;
  // Of an unknown kind all that a line may have is looked at, so that mending the kind brings no new fault to light.
  const bought = kind === 'LineBought' || kind === null;
  const quantity = ofLine || kind === null ? fields.whole('quantity', 0) : null;
  if (kind === 'LineBought' && quantity === null) required(fields, 'quantity');
  const cancellationId = kind === 'LineCancelled' ? fields.text('cancellationId', ID_LENGTH_MAX) : null;
  const unitPrice = bought ? priceOf(fields) : null;
  const productId = bought ? fields.text('productId', ID_LENGTH_MAX) : null;
  const productName = bought ? fields.text('productName', PRODUCT_NAME_LENGTH_MAX, 0) : null;
  const { buyer, buyerAddress } = buyerOf(fields, siteId);
  const country = fields.text('country', COUNTRY_LENGTH_MAX, 0);
  const reference = fields.text('reference', ID_LENGTH_MAX, 0);
  const factId = statedFactId(fields);
  const correlationId = fields.text('correlationId', ID_LENGTH_MAX);
  const origin = fields.word('origin', ORIGINS) ?? 'live';
  if (fields.faults.length > 0 || kind === null || orderId === null || occurredAt === null) {
    return { faults: fields.faults };
  }

  const said: Said = {
    siteId,
    orderId,
    type: kind,
    version: version ?? occurredAt,
    occurredAt,
    lineId,
    cancellationId,
    quantity,
    productId,
    productName,
    unitPrice,
    buyer,
    buyerAddress,
    country,
    reference,
  };
  return identified(said, factId, correlationId, origin);
}

/**
 * Gives what is said its ids. A cancellation without an id of its own is named after its content, so that it is one
 * cancellation however often it is sent. `faultOf` has the last word: it is what the topic's readers go by.
 */
function identified(
  said: Said,
  factId: string | null,
  correlationId: string | null,
  origin: Origin,
): Understood<OrderLineFact> {
  const contentId =
    factId !== null && (said.cancellationId !== null || said.type !== 'LineCancelled')
      ? ''
      : contentIdOf(said);
  const id = factId ?? contentId;
  const fact: OrderLineFact = {
    ...said,
    factId: id,
    cancellationId: said.type === 'LineCancelled' ? (said.cancellationId ?? contentId) : null,
    correlationId: correlationId ?? id,
    origin,
  };
  const fault = faultOf(fact);
  if (fault === undefined) return { fact };
  const pointer = fault.field === 'unitPrice.currency' ? '/currency' : pointerStep(fault.field);
  return { faults: [{ reason: 'invalid-field', pointer, detail: fault.detail }] };
}

/** Facts about the orders of a site, as its senders say them. */
export function orderFacts(siteId: string, now: number): Vocabulary<OrderLineFact> {
  return { kinds: KINDS, understand: (input) => toFact(input, siteId, now) };
}

/** The id a sender gave the fact itself. */
export function statedFactId(fields: FieldReader): string | null {
  const text = fields.text('factId', 36);
  return text === null || isUuid(text) ? text : fields.invalid('factId', 'is not a lower-case UUID');
}
