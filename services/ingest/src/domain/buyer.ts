import { contactIdOf, isUuid } from '@stamkunde/contracts';
import { FieldReader, isObject } from './field-reader.ts';

/** What a fact says about who the order belongs to: null says nothing, an empty buyer says a guest. */
export interface StatedBuyer {
  readonly buyer: string | null;
  readonly buyerAddress: string | null;
}

const NOTHING: StatedBuyer = { buyer: null, buyerAddress: null };
const GUEST: StatedBuyer = { buyer: '', buyerAddress: null };
const BUYER_FIELDS: ReadonlySet<string> = new Set(['email', 'contactId', 'guest']);

/** Longest address: 64 characters before the @, 255 after it (RFC 5321). */
export const ADDRESS_LENGTH_MAX = 320;

/** Reads `buyer`: exactly one of `{email}`, `{contactId}` and `{guest: true}`. */
export function buyerOf(fields: FieldReader, siteId: string): StatedBuyer {
  const value = fields.value('buyer');
  if (value === null) return NOTHING;
  if (!isObject(value)) {
    fields.invalid('buyer', 'is not an object: {"email": …}, {"contactId": …} or {"guest": true}');
    return NOTHING;
  }
  const parts = new FieldReader(value, '/buyer');
  parts.refuseUnknown(BUYER_FIELDS);
  const stated = [...BUYER_FIELDS].filter((name) => parts.has(name));
  if (stated.length !== 1 && parts.faults.length === 0) {
    fields.invalid('buyer', 'states not exactly one of email, contactId and guest');
  }
  const buyer = readBuyer(parts, siteId);
  fields.add(parts.faults);
  return buyer;
}

function readBuyer(parts: FieldReader, siteId: string): StatedBuyer {
  const email = parts.text('email', ADDRESS_LENGTH_MAX);
  if (email !== null) {
    const address = email.trim();
    if (isAddress(address)) return { buyer: contactIdOf(siteId, address), buyerAddress: address };
    parts.invalid('email', 'is not an e-mail address');
  }
  const contactId = parts.text('contactId', 36);
  if (contactId !== null) {
    if (isUuid(contactId)) return { buyer: contactId, buyerAddress: null };
    parts.invalid('contactId', 'is not a lower-case UUID');
  }
  const guest = parts.value('guest');
  if (guest === true) return GUEST;
  if (guest !== null) parts.invalid('guest', 'is not true');
  return NOTHING;
}

/** Whether a text can be an address. Only what every one has: something, an @, something, no white space. More is for the mail server to say. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at < text.length - 1 && !/\s/.test(text);
}
