import type { ClaimProof, SiteEvent, Statement } from '@stamkunde/contracts';
import { comparePlace, compareText } from './place.ts';

/** What the visitor allowed, or took back. */
export interface Consent extends Statement {
  readonly marketing: boolean;
}

/** Who the visitor was said to be. */
export interface Pairing extends Statement {
  readonly contactId: string;
  readonly customerId: string | null;
  readonly trigger: string | null;
  readonly proof: ClaimProof;
  /** Said with the pairing itself; null: what was said before it counts. */
  readonly cookieConsent: boolean | null;
}

/** Who the visitor was said not to be. */
export interface Unpairing extends Statement {
  readonly contactId: string;
}

/**
 * A browser, and everything it has said of itself, each list in its order. Nothing is ever removed from them, so any
 * order of arrival ends the same. What it did is not here: a visitor of ten thousand events is as small as one of ten.
 */
export interface Visitor {
  readonly siteId: string;
  readonly visitorId: string;
  readonly rev: number;
  readonly consents: readonly Consent[];
  readonly pairings: readonly Pairing[];
  readonly unpairings: readonly Unpairing[];
}

export interface VisitorLimits {
  /** Pairings, and consents given. */
  readonly givenMax: number;
  /** Un-pairings, and consents taken back: they have room of their own, so that what was taken can be taken back. */
  readonly takenBackMax: number;
  /** Customer numbers with one contact. */
  readonly customersMax: number;
}

export const visitorLimits: VisitorLimits = { givenMax: 1_000, takenBackMax: 2_000, customersMax: 20 };

export interface Heard {
  readonly visitor: Visitor;
  /** Statements that would have passed a limit, by their place; the others are in. */
  readonly refused: readonly { readonly index: number; readonly detail: string }[];
}

export function initialVisitor(siteId: string, visitorId: string): Visitor {
  return { siteId, visitorId, rev: 0, consents: [], pairings: [], unpairings: [] };
}

/** Whether an event says something of the visitor itself; all others are things it did. */
export function isStatement({ type }: Pick<SiteEvent, 'type'>): boolean {
  return type === 'ConsentStated' || type === 'VisitorPaired' || type === 'VisitorUnpaired';
}

/**
 * The visitor after a batch of what it said, which is one step of `rev` however much it is; the same object when nothing
 * of it is new. Events must be of this visitor and without fault (`faultOfSiteEvent`).
 */
export function hear(before: Visitor, events: readonly SiteEvent[], limits = visitorLimits): Heard {
  let visitor = before;
  const refused: { index: number; detail: string }[] = [];
  events.forEach((event, index) => {
    const next = withStatement(visitor, event);
    const detail = next === visitor ? undefined : excessOf(visitor, next, event, limits);
    if (detail === undefined) visitor = next;
    else refused.push({ index, detail });
  });
  return { visitor: visitor === before ? before : { ...visitor, rev: before.rev + 1 }, refused };
}

function withStatement(visitor: Visitor, event: SiteEvent): Visitor {
  const { type, occurredAt, factId, contactId, customerId, trigger, cookieConsent, marketing } = event;
  switch (type) {
    case 'ConsentStated': {
      // Not asked: which changes nothing.
      if (marketing === null) return visitor;
      const consents = including(visitor.consents, { occurredAt, factId, marketing });
      return consents === visitor.consents ? visitor : { ...visitor, consents };
    }
    case 'VisitorPaired': {
      if (contactId === null) return visitor;
      const proof = event.proof ?? 'unsigned';
      const said = { occurredAt, factId, contactId, customerId, trigger, proof, cookieConsent };
      const pairings = including(visitor.pairings, said);
      return pairings === visitor.pairings ? visitor : { ...visitor, pairings };
    }
    case 'VisitorUnpaired': {
      if (contactId === null) return visitor;
      const unpairings = including(visitor.unpairings, { occurredAt, factId, contactId });
      return unpairings === visitor.unpairings ? visitor : { ...visitor, unpairings };
    }
    case 'SessionStarted':
    case 'ProductVisited':
    case 'BasketAdded':
    case 'BasketRemoved':
    case 'BasketPurchased':
    case 'Unknown':
      return visitor;
    default:
      return type satisfies never;
  }
}

/** The same list with one more in its place. What one fact is said to have made in two ways is kept in both. */
function including<S extends Statement>(list: readonly S[], said: S): readonly S[] {
  const at = list.findLastIndex((one) => compareSaid(one, said) <= 0);
  const known = list[at];
  return known !== undefined && compareSaid(known, said) === 0 ? list : list.toSpliced(at + 1, 0, said);
}

function compareSaid(a: Statement, b: Statement): number {
  return comparePlace(a, b) || compareText(JSON.stringify(a), JSON.stringify(b));
}

function excessOf(
  before: Visitor,
  after: Visitor,
  event: SiteEvent,
  { givenMax, takenBackMax, customersMax }: VisitorLimits,
): string | undefined {
  if (given(after) > Math.max(givenMax, given(before)))
    return `the visitor would have more than ${givenMax} pairings and consents`;
  if (takenBack(after) > Math.max(takenBackMax, takenBack(before)))
    return `the visitor would have taken back more than ${takenBackMax} pairings and consents`;
  if (event.type === 'VisitorPaired' && hasTooManyCustomers(before, event, customersMax))
    return `the visitor would have more than ${customersMax} customer numbers with one contact`;
  return undefined;
}

function given({ pairings, consents }: Visitor): number {
  return pairings.length + consents.filter(({ marketing }) => marketing).length;
}

function takenBack({ unpairings, consents }: Visitor): number {
  return unpairings.length + consents.filter(({ marketing }) => !marketing).length;
}

/** A claim carries all numbers of one contact; without a bound, one browser could fill the contact's whole identity. */
function hasTooManyCustomers({ pairings }: Visitor, event: SiteEvent, customersMax: number): boolean {
  if (event.customerId === null) return false;
  const own = pairings.filter(({ contactId }) => contactId === event.contactId);
  const numbers = new Set(own.flatMap(({ customerId }) => customerId ?? []));
  return !numbers.has(event.customerId) && numbers.size >= customersMax;
}
