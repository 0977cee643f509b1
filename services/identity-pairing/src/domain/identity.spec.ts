import {
  type ContactClaim,
  type CustomerClaim,
  topics,
  type VisitorClaim,
  writer,
} from '@stamkunde/contracts';
import { contactOfCustomers, fold, identityLimits, initialIdentity } from './identity.ts';

const nothing = initialIdentity('tivoli', uuid(1));
const folded = (...claims: ContactClaim[]) => fold(nothing, claims).identity;

describe('an identity', () => {
  it('takes of each visitor the claim with the highest rev, whenever it comes', () => {
    const newer = visitor({ rev: 3, state: 'unpaired' });
    const older = visitor({ rev: 2 });
    for (const identity of [
      folded(newer, older),
      folded(older, newer),
      fold(folded(newer), [older]).identity,
    ])
      expect(identity.visitors).toEqual([newer.visitor]);
  });

  it('is the same object when it learns nothing', () => {
    const identity = folded(visitor({}));
    expect(fold(identity, [visitor({})]).identity).toBe(identity);
  });

  it('is of a known member with each part and the fact behind it; the list part is not said by anybody yet (BIL-52)', () => {
    const identity = folded(
      visitor({ visitorId: 'v1', pairing: pairing(5) }),
      visitor({ visitorId: 'v2', pairing: pairing(3), cookies: cookies(2, true) }),
      visitor({ visitorId: 'v3', pairing: pairing(1), state: 'unpaired' }),
      visitor({ visitorId: 'v4', pairing: pairing(9), cookies: cookies(9, false) }),
    );
    expect(identity).toMatchObject({ onList: null, paired: pairing(3), cookies: cookies(2, true) });
  });

  it('has refused cookies only where no browser that is paired has accepted them', () => {
    expect(folded(visitor({ cookies: cookies(4, false) })).cookies).toEqual(cookies(4, false));
    expect(folded(visitor({ cookies: cookies(4, true), state: 'withheld' })).cookies).toBeNull();
  });

  it('follows the newest of its customer numbers to the contact it is an alias of', () => {
    const identity = folded(
      customer('k1', { aliasOf: alias(2, 10) }),
      customer('k2', { aliasOf: alias(3, 20) }),
    );
    expect(identity.aliasOf).toEqual(alias(3, 20));
    expect(fold(identity, [customer('k2', { rev: 2 })]).identity.aliasOf).toEqual(alias(2, 10));
  });

  it('tells each customer number the newest pairing that carries it, and the newest of all', () => {
    const seen = (customerId: string, at: number | null) => ({
      customerId,
      said: at === null ? null : said(at),
    });
    const identity = folded(
      visitor({ visitorId: 'v1', customers: [seen('k1', 4), seen('k2', null)] }),
      visitor({ visitorId: 'v2', customers: [seen('k1', 7), seen('k3', 2)] }),
    );
    expect(contactOfCustomers(identity)).toMatchObject([
      { customerId: 'k1', said: said(7), newest: said(7) },
      { customerId: 'k2', said: null, newest: said(7) },
      { customerId: 'k3', said: said(2), newest: said(7) },
    ]);
  });

  it('refuses one visitor too many, but hears those it knows', () => {
    const limits = { ...identityLimits, identifiersMax: 2 };
    const first = fold(nothing, [visitor({ customers: [seen('k1')] })], limits).identity;
    const { identity, refused } = fold(
      first,
      [visitor({ visitorId: 'v2' }), visitor({ rev: 2, state: 'unpaired', customers: [seen('k1')] })],
      limits,
    );
    expect(refused).toMatchObject([{ index: 0 }]);
    expect(identity.visitors).toMatchObject([{ visitorId: 'v1', state: 'unpaired' }]);
  });

  it('refuses one customer number too many, but not that its visitor is taken back', () => {
    const limits = { ...identityLimits, identifiersMax: 2 };
    const first = fold(nothing, [visitor({ customers: [seen('k1')] })], limits).identity;
    const more = visitor({ rev: 2, state: 'unpaired', customers: [seen('k1'), seen('k2')] });
    const { identity, refused } = fold(first, [more], limits);
    expect(refused).toMatchObject([{ index: 0 }]);
    expect(identity.visitors).toMatchObject([{ state: 'unpaired', customers: [{ customerId: 'k1' }] }]);
    expect(fold(identity, [more], limits).identity).toBe(identity);
  });

  it('fits its topic with as many identifiers as it may have, each as long as it may be', () => {
    const id = (number: number) => `日${String(number).padStart(199, '日')}`;
    const pairings = Array.from({ length: 50 }, (_, index) =>
      visitor({
        visitorId: id(index),
        customers: Array.from({ length: 19 }, (_one, number) => seen(id(100 * index + number))),
      }),
    );
    const links = pairings.flatMap((one) =>
      (one.visitor?.customers ?? []).map(({ customerId }) =>
        customer(customerId, { aliasOf: { ...alias(2, 10), customerId } }),
      ),
    );
    const merged = customer(id(0), {
      rev: 2,
      aliases: Array.from({ length: 100 }, (_, index) => ({ ...alias(index, 10), customerId: id(0) })),
    });
    const { identity, refused } = fold(nothing, [...pairings, ...links, merged]);
    expect(refused).toEqual([]);
    const bytes = writer(topics.identities, 1).write(identity).length;
    expect(bytes).toBeGreaterThan(1_500_000);
    // `max.message.bytes` of identities in deploy/topics.yaml, less what stands around a value.
    expect(bytes).toBeLessThan(3_145_728 - 10_000);
  });

  it('refuses one alias too many, but lets go of those it has', () => {
    const limits = { ...identityLimits, mergesMax: 2 };
    const two = fold(nothing, [customer('k1', { aliases: [alias(2, 1), alias(3, 1)] })], limits).identity;
    expect(fold(two, [customer('k2', { aliases: [alias(4, 1)] })], limits).refused).toMatchObject([
      { index: 0 },
    ]);
    expect(
      fold(two, [customer('k1', { rev: 2, aliases: [alias(3, 1)] })], limits).identity.aliases,
    ).toHaveLength(1);
  });
});

function visitor(claim: Partial<VisitorClaim>): ContactClaim {
  const nobody = { unpairing: null, cookies: null, customers: [] };
  const said = {
    visitorId: 'v1',
    rev: 1,
    state: 'paired',
    pairing: pairing(1),
    newest: pairing(1),
    ...nobody,
  } as const;
  return { siteId: 'tivoli', contactId: uuid(1), visitor: { ...said, ...claim }, customer: null };
}

function customer(customerId: string, claim: Partial<CustomerClaim>): ContactClaim {
  const said = { customerId, rev: 1, aliasOf: null, aliases: [], ...claim };
  return { siteId: 'tivoli', contactId: uuid(1), visitor: null, customer: said };
}

function seen(customerId: string, at: number | null = 1) {
  return { customerId, said: at === null ? null : said(at) };
}

function pairing(at: number) {
  return { ...said(at), trigger: 'login', proof: 'signed' } as const;
}

function cookies(at: number, accepted: boolean) {
  return { ...said(at), accepted };
}

function alias(contact: number, at: number) {
  return { customerId: 'k', contactId: uuid(contact), ...said(at), formerFactId: uuid(0) };
}

function said(at: number) {
  return { occurredAt: at, factId: uuid(at) };
}

function uuid(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}
