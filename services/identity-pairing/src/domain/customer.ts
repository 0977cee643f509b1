import type { Alias, ContactClaim, ContactOfCustomer, Statement } from '@stamkunde/contracts';
import { comparePlace, compareText } from './place.ts';

/** What one contact says of the customer number. */
export interface ContactSeen {
  readonly contactId: string;
  readonly rev: number;
  readonly said: Statement | null;
  readonly newest: Statement | null;
}

/** One customer number of the shop, and the contacts it was ever seen with, by contactId. */
export interface Customer {
  readonly siteId: string;
  readonly customerId: string;
  readonly rev: number;
  readonly contacts: readonly ContactSeen[];
}

/** Contacts of one customer number: a hundred that were merged, and the one they are now. */
export const CONTACTS_MAX = 101;

export interface Folded {
  readonly customer: Customer;
  /** Claims that would have passed the limit, by their place; the others are in. */
  readonly refused: readonly { readonly index: number; readonly detail: string }[];
}

export function initialCustomer(siteId: string, customerId: string): Customer {
  return { siteId, customerId, rev: 0, contacts: [] };
}

/** The customer number after a batch of claims, one step of `rev`; of each contact the claim with the highest rev counts. */
export function fold(
  before: Customer,
  claims: readonly ContactOfCustomer[],
  contactsMax = CONTACTS_MAX,
): Folded {
  const contacts = new Map(before.contacts.map((one) => [one.contactId, one]));
  const refused: { index: number; detail: string }[] = [];
  let isNew = false;
  claims.forEach(({ contactId, rev, said, newest }, index) => {
    const known = contacts.get(contactId);
    if (known === undefined && contacts.size >= contactsMax) {
      refused.push({ index, detail: `the customer number would have more than ${contactsMax} contacts` });
      return;
    }
    if (rev <= (known?.rev ?? 0)) return;
    contacts.set(contactId, { contactId, rev, said, newest });
    isNew = true;
  });
  if (!isNew) return { customer: before, refused };
  const sorted = [...contacts.values()].sort((a, b) => compareText(a.contactId, b.contactId));
  return { customer: { ...before, rev: before.rev + 1, contacts: sorted }, refused };
}

/** What each of the contacts has to know of the others. */
export function contactClaims({ siteId, customerId, rev, contacts }: Customer): readonly ContactClaim[] {
  const owner = contacts.reduce<ContactSeen | undefined>(ownerOf, undefined);
  const linkTo = (contactId: string, former: ContactSeen): Alias[] =>
    owner?.said && isOlder(former, owner)
      ? [{ customerId, contactId, ...owner.said, formerFactId: former.said?.factId ?? '' }]
      : [];
  return contacts.map((contact) => ({
    siteId,
    contactId: contact.contactId,
    visitor: null,
    customer: {
      customerId,
      rev,
      aliasOf: owner === undefined ? null : (linkTo(owner.contactId, contact)[0] ?? null),
      aliases: contact === owner ? contacts.flatMap((one) => linkTo(one.contactId, one)) : [],
    },
  }));
}

/** The contact whose pairing with the number is the newest. */
function ownerOf(best: ContactSeen | undefined, one: ContactSeen): ContactSeen | undefined {
  if (one.said === null) return best;
  return best?.said && comparePlace(best.said, one.said) >= 0 ? best : one;
}

/**
 * Older by all that is said of it: an address that somebody has used since, with another number, is alive. This is also
 * why links never form a ring: each leads to a contact with a newer word than any of its own.
 */
function isOlder({ said, newest }: ContactSeen, owner: ContactSeen): boolean {
  if (said === null || newest === null || owner.said === null) return false;
  return comparePlace(newest, owner.said) < 0;
}
