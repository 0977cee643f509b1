import {
  contactIdOf,
  factIdOf,
  ID_LENGTH_MAX,
  isJunkIdentifier,
  isUuid,
  type Origin,
  type SiteEvent,
} from '@stamkunde/contracts';
import { ADDRESS_LENGTH_MAX, isAddress } from './buyer.ts';
import { FieldReader, isObject } from './field-reader.ts';
import { kindIn, refuseStrangeFields, required } from './fields-by-kind.ts';
import { happenedAt } from './happened-at.ts';
import { isJunkAddress } from './is-junk-address.ts';
import { pairingProof, type Speaker } from './pairing-proof.ts';
import { type SiteEventKind, siteEventKinds } from './site-event-kinds.ts';
import { statedFactId } from './to-fact.ts';
import type { Understood, Vocabulary } from './vocabulary.ts';

const ORIGINS: readonly Origin[] = ['live', 'backfill'];
const NAME_LENGTH_MAX = 500;
const TRIGGER_LENGTH_MAX = 100;
const COUNT_MAX = 1_000_000_000;

/** Site events of a site, as its servers say them. */
export function siteEvents(siteId: string, now: number): Vocabulary<SiteEvent> {
  return {
    kinds: Object.keys(siteEventKinds('server')),
    understand: (input) => toSiteEvent(input, siteId, now, { who: 'server' }),
  };
}

/**
 * A site event as a shop's server or a page writes it in JSON, checked and brought into the form of the topic. Total on
 * every JSON value; names all faults at once, by JSON Pointer. An address becomes a contactId and goes no further. The
 * same content sent twice is the same fact; `id` tells two apart that say the same.
 *
 * @param siteId the site the sender may speak for
 * @param now the present, in milliseconds since 1970
 */
export function toSiteEvent(
  input: unknown,
  siteId: string,
  now: number,
  speaker: Speaker,
): Understood<SiteEvent> {
  if (!isObject(input)) {
    return { faults: [{ reason: 'invalid-field', pointer: '', detail: 'a site event is a JSON object' }] };
  }
  const fields = new FieldReader(input);
  const byKind = siteEventKinds(speaker.who);
  const kind = kindIn(fields, byKind);
  refuseStrangeFields(fields, input, kind, byKind);
  if (fields.has('siteId') && fields.value('siteId') !== siteId) {
    fields.fault('other-site', 'siteId', 'siteId is not the site that is spoken for here');
  }
  const visitorId = identifier(fields, 'visitorId') ?? required(fields, 'visitorId');
  const occurredAt = happenedAt(fields, 'occurredAt', now) ?? required(fields, 'occurredAt');
  const id = fields.text('id', ID_LENGTH_MAX);
  const said = {
    ...whatIsSaid(fields),
    ...whoIsNamed(fields, siteId, kind),
  };
  const proof = kind === 'VisitorPaired' ? pairingProof(fields, { visitorId, occurredAt }, speaker) : null;
  const origin = fields.word('origin', ORIGINS) ?? 'live';
  const stated = statedFactId(fields);
  const correlationId = fields.text('correlationId', ID_LENGTH_MAX);
  const isBot = speaker.who === 'page' ? speaker.isBot : truth(fields, 'isBot');
  if (fields.faults.length > 0 || kind === null || visitorId === null || occurredAt === null) {
    return { faults: fields.faults };
  }
  const event = { siteId, visitorId, type: kind, occurredAt, ...said, proof };
  const factId = stated ?? factIdOf(siteId, JSON.stringify([id, Object.values(event)]));
  return { fact: { factId, ...event, origin, correlationId: correlationId ?? factId, isBot } };
}

function whatIsSaid(fields: FieldReader) {
  const said = {
    sessionId: identifier(fields, 'sessionId'),
    cookieConsent: truth(fields, 'cookieConsent'),
    analytics: truth(fields, 'analytics'),
    marketing: truth(fields, 'marketing'),
    textVersion: fields.text('textVersion', ID_LENGTH_MAX, 0),
    productId: fields.text('productId', ID_LENGTH_MAX),
    productName: fields.text('productName', NAME_LENGTH_MAX, 0),
    categoryId: fields.text('categoryId', ID_LENGTH_MAX),
    categoryName: fields.text('categoryName', NAME_LENGTH_MAX, 0),
    basketId: fields.text('basketId', ID_LENGTH_MAX),
    count: fields.whole('count', 0),
    orderId: fields.text('orderId', ID_LENGTH_MAX),
  };
  if ((said.count ?? 0) > COUNT_MAX) fields.invalid('count', `exceeds ${COUNT_MAX}`);
  if (fields.value('type') === 'ConsentStated' && !fields.has('analytics') && !fields.has('marketing')) {
    fields.missing('marketing', 'neither analytics nor marketing is stated: silence is no statement');
  }
  return said;
}

/** Who a pairing, or its end, is about. Exactly one of address and contactId says so. */
function whoIsNamed(fields: FieldReader, siteId: string, kind: SiteEventKind | null) {
  const contactId = contactNamed(fields, siteId);
  const customerId = identifier(fields, 'customerId');
  const trigger = fields.text('trigger', TRIGGER_LENGTH_MAX);
  if (kind === 'VisitorPaired' && trigger === null) required(fields, 'trigger');
  if (kind === 'VisitorPaired' || kind === 'VisitorUnpaired') {
    if (fields.has('email') && fields.has('contactId')) {
      fields.invalid('contactId', 'stands beside email: exactly one of them says who it is');
    } else if (!fields.has('contactId')) required(fields, 'email');
  }
  return { contactId, customerId, trigger };
}

function contactNamed(fields: FieldReader, siteId: string): string | null {
  const email = fields.text('email', ADDRESS_LENGTH_MAX);
  if (email !== null) {
    const address = email.trim();
    if (!isAddress(address)) return fields.invalid('email', 'is not an e-mail address');
    if (isJunkAddress(address)) return junk(fields, 'email');
    return contactIdOf(siteId, address);
  }
  const contactId = fields.text('contactId', 36);
  return contactId === null || isUuid(contactId)
    ? contactId
    : fields.invalid('contactId', 'is not a lower-case UUID');
}

/** An id that many would share if it were taken at its word is refused by name. */
function identifier(fields: FieldReader, name: string): string | null {
  const text = fields.text(name, ID_LENGTH_MAX);
  return text !== null && isJunkIdentifier(text) ? junk(fields, name) : text;
}

function junk(fields: FieldReader, name: string): null {
  return fields.fault('junk-identifier', name, `${name} is what programs write where they have none`);
}

function truth(fields: FieldReader, name: string): boolean | null {
  const value = fields.value(name);
  if (value === null || typeof value === 'boolean') return value;
  return fields.invalid(name, 'is neither true nor false');
}
