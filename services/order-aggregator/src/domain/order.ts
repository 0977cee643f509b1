import type {
  AnnulmentStatement,
  BuyerStatement,
  CountryStatement,
  Order,
  OrderLine,
  OrderLineFact,
} from '@stamkunde/contracts';
import {
  type Excess,
  excessOf,
  type Load,
  loadOf,
  type OrderLimits,
  orderLimits,
  withBuyer,
  withLine,
} from './order-limits.ts';
import { bought, cancelled, contradicts, counting, initialLine } from './order-line.ts';
import { compareText, isNewer, type Statement } from './statement.ts';
import { whatCounts } from './what-counts.ts';

/** An order of which nothing has been heard yet. */
export function initialOrder(siteId: string, orderId: string): Order {
  return {
    siteId,
    orderId,
    rev: 0,
    buyer: null,
    country: null,
    annulled: false,
    placedAt: null,
    productCount: 0,
    totals: [],
    lines: [],
    buyerStatement: null,
    countryStatement: null,
    annulmentStatement: null,
    otherBuyers: [],
  };
}

export interface Folded {
  readonly order: Order;
  /** Facts that would have made the order too large, by their place; the others are folded. */
  readonly refused: readonly (Excess & { readonly index: number })[];
  /** Statements that said something else than what is known, at the same version: one of the two wins, everywhere the same. */
  readonly contradictions: number;
}

/** The order after one fact; see `fold`. A fact that would make the order too large changes nothing. */
export function evolve(order: Order, fact: OrderLineFact): Order {
  return fold(order, [fact]).order;
}

/**
 * The order after a batch of its facts, which is one step of `rev` however many they are. The same facts in any order,
 * any number of times, in any batches, give the same order but for `rev`; the same object when they change nothing.
 *
 * Facts must be of this order and without fault (`faultOf`); what is not stated in a fact changes nothing.
 *
 * @param encodedBytes size of the order's snapshot before, for the limit on it
 */
export function fold(
  order: Order,
  facts: readonly OrderLineFact[],
  encodedBytes = 0,
  limits: OrderLimits = orderLimits,
): Folded {
  const draft: Draft = {
    order,
    lines: new Map(),
    encodedBytes,
    load: undefined,
    buyer: order.buyerStatement,
    country: order.countryStatement,
    annulment: order.annulmentStatement,
    newBuyers: [],
    contradictions: 0,
  };
  const refused: (Excess & { index: number })[] = [];
  facts.forEach((fact, index) => {
    const excess = take(draft, fact, limits);
    if (excess !== undefined) refused.push({ index, ...excess });
  });
  return { order: finished(draft), refused, contradictions: draft.contradictions };
}

/** A private copy of what changes: the totals are derived once at the end, not for each fact. */
interface Draft {
  readonly order: Order;
  /** Lines that have changed, by lineId. */
  readonly lines: Map<string, OrderLine>;
  readonly encodedBytes: number;
  /** Reckoned when something changes: most that comes again does not. */
  load: Load | undefined;
  buyer: BuyerStatement | null;
  country: CountryStatement | null;
  annulment: AnnulmentStatement | null;
  /** Contacts stated as the buyer for the first time. */
  readonly newBuyers: string[];
  contradictions: number;
}

/** Takes all that a fact states, or nothing of it when that would pass a limit. */
function take(draft: Draft, fact: OrderLineFact, limits: OrderLimits): Excess | undefined {
  const before = lineOf(draft, fact);
  const after = lineAfter(before, fact);
  const newBuyer = newBuyerOf(draft, fact);
  if (after !== before || newBuyer !== undefined) {
    const load = draft.load ?? loadOf(draft.order, draft.encodedBytes);
    let next = after === undefined || after === before ? load : withLine(load, before, after, fact);
    if (newBuyer !== undefined) next = withBuyer(next);
    const excess = excessOf(load, next, fact, limits);
    if (excess !== undefined) return excess;
    draft.load = next;
    if (after !== undefined && after !== before) draft.lines.set(after.lineId, after);
    if (newBuyer !== undefined) draft.newBuyers.push(newBuyer);
  }
  if (before !== undefined && contradicts(before, fact)) draft.contradictions++;
  takeBuyer(draft, fact);
  takeCountry(draft, fact);
  takeAnnulment(draft, fact);
  return undefined;
}

/** The line of a fact after it; the same object when it changes nothing, or says nothing of a line. */
function lineAfter(line: OrderLine | undefined, fact: OrderLineFact): OrderLine | undefined {
  switch (fact.type) {
    case 'LineBought':
      return fact.lineId === null ? line : bought(line ?? initialLine(fact.lineId), fact);
    case 'LineCancelled':
      return fact.lineId === null || fact.cancellationId === null
        ? line
        : cancelled(line ?? initialLine(fact.lineId), fact);
    case 'OrderAnnulled':
    case 'OrderReinstated':
    case 'OrderDescribed':
    case 'Unknown':
      return line;
    default:
      return fact.type satisfies never;
  }
}

function takeBuyer(draft: Draft, { buyer, version, factId }: OrderLineFact): void {
  if (buyer === null) return;
  const known = draft.buyer;
  if (known !== null && known.version === version && known.buyer !== buyer) draft.contradictions++;
  if (wins({ version, factId }, known, known !== null && buyer > known.buyer))
    draft.buyer = { buyer, version, factId };
}

function takeCountry(draft: Draft, { country, version, factId }: OrderLineFact): void {
  if (country === null) return;
  const known = draft.country;
  if (known !== null && known.version === version && known.country !== country) draft.contradictions++;
  if (wins({ version, factId }, known, known !== null && country > known.country))
    draft.country = { country, version, factId };
}

/** Of an annulment and a reinstatement of the same version, the annulment wins: what is counted wrongly is too little. */
function takeAnnulment(draft: Draft, { type, version, factId }: OrderLineFact): void {
  if (type !== 'OrderAnnulled' && type !== 'OrderReinstated') return;
  const annulled = type === 'OrderAnnulled';
  const known = draft.annulment;
  const contradicted = known !== null && known.version === version && known.annulled !== annulled;
  if (contradicted) draft.contradictions++;
  const won = contradicted ? annulled : wins({ version, factId }, known, false);
  if (won) draft.annulment = { annulled, version, factId };
}

/** Whether a statement takes the place of what is known; `greater` decides between two that one fact is said to have made. */
function wins(statement: Statement, known: Statement | null, greater: boolean): boolean {
  if (known === null) return true;
  return isNewer(statement, known) || (greater && !isNewer(known, statement));
}

function newBuyerOf({ order, newBuyers }: Draft, { buyer }: OrderLineFact): string | undefined {
  if (buyer === null || buyer === '' || buyer === order.buyer) return undefined;
  return order.otherBuyers.includes(buyer) || newBuyers.includes(buyer) ? undefined : buyer;
}

function lineOf({ order, lines }: Draft, { lineId }: OrderLineFact): OrderLine | undefined {
  if (lineId === null) return undefined;
  const changed = lines.get(lineId);
  if (changed !== undefined) return changed;
  let low = 0;
  let high = order.lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(order.lines[middle]?.lineId ?? null, lineId) < 0) low = middle + 1;
    else high = middle;
  }
  const found = order.lines[low];
  return found?.lineId === lineId ? found : undefined;
}

function finished({ order, lines, buyer, country, annulment, newBuyers }: Draft): Order {
  const isRestated =
    buyer !== order.buyerStatement ||
    country !== order.countryStatement ||
    annulment !== order.annulmentStatement;
  if (lines.size === 0 && newBuyers.length === 0 && !isRestated) return order;
  const heard = lines.size === 0 ? order.lines : merged(order.lines, [...lines.values()].sort(byLineId));
  const annulled = annulment?.annulled ?? false;
  const all = annulled || order.annulled ? heard.map((line) => counting(line, annulled)) : heard;
  const { placedAt, productCount, totals } = all === order.lines ? order : whatCounts(all);
  const owner = buyer === null || buyer.buyer === '' ? null : buyer.buyer;
  return {
    siteId: order.siteId,
    orderId: order.orderId,
    rev: order.rev + 1,
    buyer: owner,
    country: country?.country ?? null,
    annulled,
    placedAt,
    productCount,
    totals,
    lines: all,
    buyerStatement: buyer,
    countryStatement: country,
    annulmentStatement: annulment,
    otherBuyers: otherBuyers(order, newBuyers, owner),
  };
}

/** All contacts ever stated but the present one, those whose statement never won, too: they may have been told otherwise. */
function otherBuyers(order: Order, newBuyers: readonly string[], owner: string | null): readonly string[] {
  if (newBuyers.length === 0 && owner === order.buyer) return order.otherBuyers;
  const stated =
    order.buyer === null
      ? [...order.otherBuyers, ...newBuyers]
      : [...order.otherBuyers, order.buyer, ...newBuyers];
  return stated.filter((contactId) => contactId !== owner).sort(compareText);
}

/** Two sorted lists as one; a line of the second takes the place of its elder self. */
function merged(lines: readonly OrderLine[], changed: readonly OrderLine[]): readonly OrderLine[] {
  if (lines.length === 0) return changed;
  const all: OrderLine[] = [];
  let next = 0;
  for (const line of lines) {
    let candidate = changed[next];
    while (candidate !== undefined && candidate.lineId < line.lineId) {
      all.push(candidate);
      candidate = changed[++next];
    }
    if (candidate?.lineId === line.lineId) {
      all.push(candidate);
      next++;
    } else all.push(line);
  }
  for (; next < changed.length; next++) all.push(changed[next] as OrderLine);
  return all;
}

const byLineId = (a: OrderLine, b: OrderLine): number => compareText(a.lineId, b.lineId);
