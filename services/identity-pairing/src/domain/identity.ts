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
  /** Visitors of one contact, and the customer numbers that each of them carries. With ids of any length it bounds the snapshot. */
  readonly identifiersMax: number;
  /** Contacts that are aliases of one. */
  readonly mergesMax: number;
}

export const identityLimits: IdentityLimits = { identifiersMax: 1_000, mergesMax: 100 };

export interface Folded {
  readonly identity: Identity;
  /** Claims that would have passed a limit, by their place. What of them takes something back is in, as are the others. */
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
    const taken = visitor === null ? undefined : fitting(visitors, visitor, limits);
    if (taken !== undefined) isNew = isTaken(visitors, taken.visitorId, taken) || isNew;
    if (taken !== (visitor ?? undefined)) {
      const detail = `the contact would have more than ${limits.identifiersMax} visitors and customer numbers`;
      refused.push({ index, detail });
    }
    if (customer === null) return;
    if (fits(customers, customer, limits)) isNew = isTaken(customers, customer.customerId, customer) || isNew;
    else refused.push({ index, detail: `the contact would have more than ${limits.mergesMax} aliases` });
  });
  return { identity: isNew ? derived(before, visitors, customers) : before, refused };
}

/** Whether it was newer than what stood there. */
function isTaken<C extends { readonly rev: number }>(claims: Map<string, C>, id: string, claim: C): boolean {
  if (claim.rev <= (claims.get(id)?.rev ?? 0)) return false;
  claims.set(id, claim);
  return true;
}

/**
 * What of a visitor's claim there is room for: all of it as a rule. A visitor that is known is always heard, or it could
 * not be taken back, but without the numbers that it did not carry before.
 */
function fitting(
  visitors: ReadonlyMap<string, VisitorClaim>,
  claim: VisitorClaim,
  { identifiersMax }: IdentityLimits,
): VisitorClaim | undefined {
  const known = visitors.get(claim.visitorId);
  const others = [...visitors.values()].reduce((sum, one) => sum + identifiersIn(one), 0);
  const before = known === undefined ? 0 : identifiersIn(known);
  const after = identifiersIn(claim);
  if (after <= before || others - before + after <= identifiersMax) return claim;
  if (known === undefined) return undefined;
  const carried = new Set(known.customers.map(({ customerId }) => customerId));
  return { ...claim, customers: claim.customers.filter(({ customerId }) => carried.has(customerId)) };
}

function identifiersIn({ customers }: VisitorClaim): number {
  return 1 + customers.length;
}

function fits(
  customers: ReadonlyMap<string, CustomerClaim>,
  { customerId, aliases }: CustomerClaim,
  { mergesMax }: IdentityLimits,
): boolean {
  const known = customers.get(customerId)?.aliases.length ?? 0;
  const all = [...customers.values()].reduce((sum, one) => sum + one.aliases.length, 0);
  return all - known + aliases.length <= mergesMax;
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
