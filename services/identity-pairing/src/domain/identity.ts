import type {
  Alias,
  ContactClaim,
  ContactOfCustomer,
  CookieChoice,
  CustomerClaim,
  Identity,
  Paired,
  Statement,
  VisitorClaim,
} from '@stamkunde/contracts';
import { comparePlace, compareText, later } from './place.ts';

export interface IdentityLimits {
  /** Visitors and customer numbers of one contact. */
  readonly identifiersMax: number;
  /** Contacts that are aliases of one. */
  readonly mergesMax: number;
}

export const identityLimits: IdentityLimits = { identifiersMax: 1_000, mergesMax: 100 };

export interface Folded {
  readonly identity: Identity;
  /** Claims that would have passed a limit, by their place; the others are in. */
  readonly refused: readonly { readonly index: number; readonly detail: string }[];
}

export function initialIdentity(siteId: string, contactId: string): Identity {
  return {
    siteId,
    contactId,
    rev: 0,
    onList: null,
    cookies: null,
    paired: null,
    visitors: [],
    customers: [],
    aliasOf: null,
    aliases: [],
  };
}

/**
 * The identity after a batch of claims, which is one step of `rev` however many they are; the same object when they are
 * known. Of each visitor and each customer number the claim with the highest rev counts, so the order of arrival does
 * not matter; everything else is derived from these.
 */
export function fold(before: Identity, claims: readonly ContactClaim[], limits = identityLimits): Folded {
  const visitors = new Map(before.visitors.map((one) => [one.visitorId, one]));
  const customers = new Map(before.customers.map((one) => [one.customerId, one]));
  const refused: { index: number; detail: string }[] = [];
  let isNew = false;
  claims.forEach(({ visitor, customer }, index) => {
    const detail = excessOf(visitors, customers, visitor, customer, limits);
    if (detail !== undefined) refused.push({ index, detail });
    else {
      if (visitor !== null) isNew = taken(visitors, visitor.visitorId, visitor) || isNew;
      if (customer !== null) isNew = taken(customers, customer.customerId, customer) || isNew;
    }
  });
  return { identity: isNew ? derived(before, visitors, customers) : before, refused };
}

/** Whether it was newer than what stood there. */
function taken<C extends { readonly rev: number }>(claims: Map<string, C>, id: string, claim: C): boolean {
  if (claim.rev <= (claims.get(id)?.rev ?? 0)) return false;
  claims.set(id, claim);
  return true;
}

/** A visitor that is known is always heard, or it could not be taken back. */
function excessOf(
  visitors: ReadonlyMap<string, VisitorClaim>,
  customers: ReadonlyMap<string, CustomerClaim>,
  visitor: VisitorClaim | null,
  customer: CustomerClaim | null,
  { identifiersMax, mergesMax }: IdentityLimits,
): string | undefined {
  if (visitor !== null && !visitors.has(visitor.visitorId)) {
    const numbers = new Set([...visitors.values()].flatMap(numbersOf));
    for (const number of numbersOf(visitor)) numbers.add(number);
    if (visitors.size + 1 + numbers.size > identifiersMax)
      return `the contact would have more than ${identifiersMax} visitors and customer numbers`;
  }
  if (customer !== null) {
    const known = customers.get(customer.customerId)?.aliases.length ?? 0;
    const others = [...customers.values()].reduce((sum, { aliases }) => sum + aliases.length, -known);
    if (others + customer.aliases.length > mergesMax)
      return `the contact would have more than ${mergesMax} aliases`;
  }
  return undefined;
}

function numbersOf({ customers }: VisitorClaim): string[] {
  return customers.map(({ customerId }) => customerId);
}

function derived(
  before: Identity,
  visitors: ReadonlyMap<string, VisitorClaim>,
  customers: ReadonlyMap<string, CustomerClaim>,
): Identity {
  const claims = [...visitors.values()].sort((a, b) => compareText(a.visitorId, b.visitorId));
  const numbers = [...customers.values()].sort((a, b) => compareText(a.customerId, b.customerId));
  const paired = claims.filter(({ state }) => state === 'paired');
  return {
    ...before,
    rev: before.rev + 1,
    cookies: cookiesOf(paired),
    paired: paired.map((one) => one.pairing).reduce(earlier, null),
    visitors: claims,
    customers: numbers,
    aliasOf: numbers.map((one) => one.aliasOf).reduce<Alias | null>(later, null),
    aliases: aliasesOf(numbers),
  };
}

function earlier(a: Paired | null, b: Paired): Paired {
  return a === null || comparePlace(b, a) < 0 ? b : a;
}

/** Accepted on one browser is accepted: another one that was refused on has its own events withheld. */
function cookiesOf(paired: readonly VisitorClaim[]): CookieChoice | null {
  const newest = (accepted: boolean) =>
    paired
      .map(({ cookies }) => (cookies?.accepted === accepted ? cookies : null))
      .reduce<CookieChoice | null>(later, null);
  return newest(true) ?? newest(false);
}

function aliasesOf(customers: readonly CustomerClaim[]): readonly Alias[] {
  const aliases = new Map<string, Alias>();
  for (const alias of customers.flatMap((one) => one.aliases)) {
    const known = aliases.get(alias.contactId);
    if (known === undefined || comparePlace(alias, known) > 0) aliases.set(alias.contactId, alias);
  }
  return [...aliases.values()].sort((a, b) => compareText(a.contactId, b.contactId));
}

/** What the contact says of each customer number it was ever seen with. */
export function contactOfCustomers({
  siteId,
  contactId,
  rev,
  visitors,
}: Identity): readonly ContactOfCustomer[] {
  const said = new Map<string, Statement | null>();
  for (const seen of visitors.flatMap(({ customers }) => customers))
    said.set(seen.customerId, later(said.get(seen.customerId) ?? null, seen.said));
  const newest = [...said.values()].reduce<Statement | null>(later, null);
  return [...said].map(([customerId, one]) => ({ siteId, customerId, contactId, rev, said: one, newest }));
}
