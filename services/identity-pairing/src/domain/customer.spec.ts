import type { ContactOfCustomer } from '@stamkunde/contracts';
import { contactClaims, fold, initialCustomer } from './customer.ts';

const nothing = initialCustomer('tivoli', 'k1');
const [ANNA, BODIL, CARLA] = [uuid(1), uuid(2), uuid(3)];

/** Who is an alias of whom, and who knows of which aliases. */
function links(...claims: ContactOfCustomer[]) {
  return contactClaims(fold(nothing, claims).customer).map(({ contactId, customer }) => ({
    contactId,
    aliasOf: customer?.aliasOf?.contactId ?? null,
    aliases: customer?.aliases.map((one) => one.contactId),
  }));
}

describe('a customer number', () => {
  it('seen with a new address makes the older contacts aliases of the new one', () => {
    expect(links(seen(ANNA, 5), seen(BODIL, 9), seen(CARLA, 7))).toEqual([
      { contactId: ANNA, aliasOf: BODIL, aliases: [] },
      { contactId: BODIL, aliasOf: null, aliases: [ANNA, CARLA] },
      { contactId: CARLA, aliasOf: BODIL, aliases: [] },
    ]);
  });

  it('names the pairings that say so at both ends', () => {
    const [old, current] = contactClaims(fold(nothing, [seen(ANNA, 5), seen(BODIL, 9)]).customer);
    const facts = { customerId: 'k1', occurredAt: 9, factId: uuid(9), formerFactId: uuid(5) };
    expect(old?.customer?.aliasOf).toEqual({ contactId: BODIL, ...facts });
    expect(current?.customer?.aliases).toEqual([{ contactId: ANNA, ...facts }]);
  });

  it('does not hand over an address that was seen since with another number: links never form a ring', () => {
    expect(links({ ...seen(ANNA, 5), newest: said(12) }, seen(BODIL, 9))).toMatchObject([
      { contactId: ANNA, aliasOf: null },
      { contactId: BODIL, aliases: [] },
    ]);
  });

  it('forgets a link that only rested on a pairing which was taken back', () => {
    const customer = fold(nothing, [seen(ANNA, 5), seen(BODIL, 9)]).customer;
    const after = fold(customer, [{ ...seen(BODIL, 9), rev: 2, said: null, newest: null }]).customer;
    expect(contactClaims(after)).toMatchObject([
      { contactId: ANNA, customer: { aliasOf: null, rev: 2 } },
      { contactId: BODIL, customer: { aliases: [], rev: 2 } },
    ]);
  });

  it('takes of each contact the claim with the highest rev, whenever it comes', () => {
    const newer = { ...seen(ANNA, 9), rev: 2 };
    expect(fold(nothing, [newer, seen(ANNA, 5)]).customer.contacts).toEqual(
      fold(nothing, [newer]).customer.contacts,
    );
    const customer = fold(nothing, [newer]).customer;
    expect(fold(customer, [seen(ANNA, 5), newer]).customer).toBe(customer);
  });

  it('refuses one contact too many, but hears those it knows', () => {
    const { customer, refused } = fold(
      nothing,
      [seen(ANNA, 1), seen(BODIL, 2), { ...seen(ANNA, 3), rev: 2 }],
      1,
    );
    expect(refused).toMatchObject([{ index: 1 }]);
    expect(customer.contacts).toMatchObject([{ contactId: ANNA, rev: 2 }]);
  });
});

function seen(contactId: string, at: number): ContactOfCustomer {
  return { siteId: 'tivoli', customerId: 'k1', contactId, rev: 1, said: said(at), newest: said(at) };
}

function said(at: number) {
  return { occurredAt: at, factId: uuid(at) };
}

function uuid(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}
