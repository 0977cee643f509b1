import { type ContactClaim, type ContactOfCustomer, isUuid } from '@stamkunde/contracts';

/** What is wrong with a claim beyond its schema: only we write them, and a topic can be written to by others. */
export function claimFault({ contactId, visitor, customer }: ContactClaim): string | undefined {
  if (!isUuid(contactId)) return 'contactId is not a lower-case UUID';
  if (visitor === null && customer === null) return 'visitor and customer are both missing';
  if (visitor !== null && visitor.rev < 1) return 'visitor.rev is not above 0';
  if (customer !== null && customer.rev < 1) return 'customer.rev is not above 0';
  return undefined;
}

export function contactOfCustomerFault({ contactId, rev }: ContactOfCustomer): string | undefined {
  if (!isUuid(contactId)) return 'contactId is not a lower-case UUID';
  return rev < 1 ? 'rev is not above 0' : undefined;
}
