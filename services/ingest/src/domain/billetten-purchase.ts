import {
  type CustomerFact,
  contactIdOf,
  factIdOf,
  type OrderLineFact,
  type PermissionStatement,
} from '@stamkunde/contracts';
import { type BillettenHead, type BillettenOutcome, NOTHING } from './billetten-facts.ts';
import { ADDRESS_LENGTH_MAX, isAddress } from './buyer.ts';
import type { FieldFault } from './field-fault.ts';
import { FieldReader, isObject, type JsonObject } from './field-reader.ts';
import { required } from './fields-by-kind.ts';
import { once, renamed } from './renamed-faults.ts';
import { toFact } from './to-fact.ts';

/** Lines of one purchase: as many as an order has at most. */
export const BILLETTEN_LINES_MAX = 5_000;

const PURCHASE_FIELDS: ReadonlySet<string> = new Set(['orderNo', 'buyer', 'consents', 'currency', 'lines']);
const BUYER_FIELDS: ReadonlySet<string> = new Set(['email', 'name', 'phone']);
const CONSENT_FIELDS: ReadonlySet<string> = new Set(['related10_2', 'newsletter', 'terms']);
const LINE_FIELDS: ReadonlySet<string> = new Set(['lineId', 'productId', 'title', 'priceInclVat']);
/** The boxes of Billetten's checkout, and what each of them is for. */
const PURPOSES = { related10_2: 'product-related', newsletter: 'newsletter' } as const;

const NAME_LENGTH_MAX = 200;
const PHONE_LENGTH_MAX = 50;

/** One line a seat, at the price with tax and without fee; who bought; and what was answered to the boxes that were shown. */
export function purchase(data: JsonObject, head: BillettenHead, now: number): BillettenOutcome {
  const fields = new FieldReader(data, '/data');
  fields.refuseUnknown(PURCHASE_FIELDS);
  const customer = buyerOf(fields, head);
  const permissionStatements = permissionsOf(fields, head, customer?.contactId ?? '');
  const lines = fields.value('lines');
  const found: FieldFault[] = [];
  const orderLines: OrderLineFact[] = [];
  if (lines === null) fields.missing('lines');
  else if (!Array.isArray(lines)) fields.invalid('lines', 'is not a list');
  else if (lines.length === 0) fields.invalid('lines', 'is empty: a purchase has a line for each seat');
  else if (lines.length > BILLETTEN_LINES_MAX)
    fields.invalid('lines', `exceeds ${BILLETTEN_LINES_MAX} lines`);
  else {
    for (const [index, line] of lines.entries()) {
      const outcome = seat(line, `/data/lines/${index}`, fields, head, now);
      if ('fact' in outcome) orderLines.push(outcome.fact);
      else found.push(...outcome.faults);
    }
  }
  const faults = [...fields.faults, ...once(found)];
  if (faults.length > 0 || customer === null) return { faults };
  return { facts: { ...NOTHING, orderLines, customers: [customer], permissionStatements } };
}

function seat(line: unknown, at: string, purchased: FieldReader, head: BillettenHead, now: number) {
  if (!isObject(line)) {
    return { faults: [{ reason: 'invalid-field', pointer: at, detail: 'a line is an object' } as const] };
  }
  const fields = new FieldReader(line, at);
  fields.refuseUnknown(LINE_FIELDS);
  if (!fields.has('priceInclVat')) fields.missing('priceInclVat');
  const outcome = toFact(
    {
      type: 'LineBought',
      orderId: purchased.value('orderNo'),
      lineId: fields.value('lineId'),
      occurredAt: head.moment,
      quantity: 1,
      productId: fields.value('productId'),
      productName: fields.value('title'),
      unitPrice: fields.value('priceInclVat'),
      currency: fields.has('priceInclVat') ? purchased.value('currency') : null,
      priceBasis: fields.has('priceInclVat') ? 'gross' : null,
      buyer: { email: addressIn(purchased) },
      correlationId: head.id,
    },
    head.siteId,
    now,
  );
  const faults = [...fields.faults, ...('faults' in outcome ? renamed(outcome.faults, at, SEAT_FIELDS) : [])];
  return faults.length > 0 ? { faults } : outcome;
}

/** The address, where it is one: of one that is not, the buyer is told, and not every line again. */
function addressIn(purchased: FieldReader): unknown {
  const buyer = purchased.value('buyer');
  const email = isObject(buyer) ? buyer['email'] : null;
  return typeof email === 'string' && isAddress(email.trim()) ? email : 'told@elsewhere';
}

const SEAT_FIELDS: Readonly<Record<string, string>> = {
  orderId: '/data/orderNo',
  currency: '/data/currency',
  unitPrice: 'priceInclVat',
  productName: 'title',
  occurredAt: '/data/occurredAt',
};

function buyerOf(purchased: FieldReader, head: BillettenHead): CustomerFact | null {
  const value = purchased.value('buyer');
  if (value === null) return purchased.missing('buyer');
  if (!isObject(value)) return purchased.invalid('buyer', 'is not an object');
  const fields = new FieldReader(value, '/data/buyer');
  fields.refuseUnknown(BUYER_FIELDS);
  const address = (fields.text('email', ADDRESS_LENGTH_MAX) ?? required(fields, 'email') ?? '').trim();
  if (address !== '' && !isAddress(address)) fields.invalid('email', 'is not an e-mail address');
  const name = fields.text('name', NAME_LENGTH_MAX, 0);
  const phone = fields.text('phone', PHONE_LENGTH_MAX, 0);
  purchased.add(fields.faults);
  if (fields.faults.length > 0) return null;
  const { siteId, occurredAt } = head;
  const said = {
    siteId,
    contactId: contactIdOf(siteId, address),
    customerId: null,
    address,
    name,
    phone,
    version: occurredAt,
    occurredAt,
  };
  const factId = factIdOf(siteId, JSON.stringify(['customer', Object.values(said)]));
  return { factId, ...said, origin: 'live', correlationId: head.id };
}

/** A box that was shown is an answer, ticked or empty. One that was not shown says nothing, and has no statement. */
function permissionsOf(
  purchased: FieldReader,
  head: BillettenHead,
  contactId: string,
): readonly PermissionStatement[] {
  const value = purchased.value('consents');
  if (value === null) return [];
  if (!isObject(value)) return purchased.invalid('consents', 'is not an object') ?? [];
  const fields = new FieldReader(value, '/data/consents');
  fields.refuseUnknown(CONSENT_FIELDS);
  for (const name of CONSENT_FIELDS) {
    const answer = fields.value(name);
    if (answer !== null && typeof answer !== 'boolean') fields.invalid(name, 'is neither true nor false');
  }
  purchased.add(fields.faults);
  const { siteId, occurredAt, id, proofHash } = head;
  return Object.entries(PURPOSES).flatMap(([name, purpose]) => {
    const answer = fields.value(name);
    if (typeof answer !== 'boolean') return [];
    const said = {
      siteId,
      contactId,
      purpose,
      state: answer ? ('granted' as const) : ('refused' as const),
      legalBasis: 'consent' as const,
      source: 'checkout',
      formId: null,
      textVersion: null,
      proofHash,
      capturedAt: occurredAt,
      validUntil: null,
    };
    const factId = factIdOf(siteId, JSON.stringify(['permission', Object.values(said)]));
    return [{ factId, ...said, origin: 'live' as const, correlationId: id }];
  });
}
