import type { Identity, Statement } from '@stamkunde/contracts';
import { moment } from './moment.ts';

/** An identity for people. The facts behind each part stand beside it. */
export function explainedIdentity(identity: Identity) {
  const { siteId, contactId, rev, onList, cookies, paired, visitors, customers, aliasOf, aliases } = identity;
  return {
    siteId,
    contactId,
    rev,
    // Null and not false where a part is not known: nobody says yet who is on a list.
    knownMember: {
      onList: onList && readable(onList),
      cookies: cookies && readable(cookies),
      paired: paired && readable(paired),
    },
    visitors: visitors.map((one) => ({
      visitorId: one.visitorId,
      state: one.state,
      pairing: readable(one.pairing),
      unpairing: one.unpairing && readable(one.unpairing),
      cookies: one.cookies && readable(one.cookies),
      customers: one.customers.map(({ customerId, said }) => ({ customerId, said: said && readable(said) })),
    })),
    customerIds: customers.map(({ customerId }) => customerId),
    aliasOf: aliasOf && readable(aliasOf),
    aliases: aliases.map(readable),
  };
}

function readable<S extends Statement>(said: S): Omit<S, 'occurredAt'> & { readonly occurredAt: string } {
  return { ...said, occurredAt: moment(said.occurredAt) };
}
