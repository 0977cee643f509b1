import { AVERAGE_SCALE, type BuyerOrder, LONG_MAX, type Money, powerOfTen } from '@stamkunde/contracts';
import {
  comparePlace,
  countedOrder,
  type Extremes,
  earlier,
  later,
  nothingSettled,
  type Settled,
  withOrder,
  withoutOrder,
} from './settled.ts';
import { compareText } from './statement.ts';

/**
 * What is kept of one buyer, in one document of bounded size, so that an event costs the same for a buyer with ten
 * orders and for one with a hundred thousand. Contributions of orders not seen for a while are *spilled*: each gets a
 * document of its own, and only their sums stay here. A contribution that changes after that is taken out of the sums,
 * exactly, and becomes recent again.
 *
 * An order stands in `recent` or in the sums, never in both. Whatever stands in `recent` is the truth about its order,
 * even where a spilled document of it exists: that one is then older, or was written by a process that came no further.
 */
export interface Buyer {
  readonly siteId: string;
  readonly contactId: string;
  /** Counts the changes. */
  readonly rev: number;
  readonly recent: readonly BuyerOrder[];
  /** Null while nothing has ever been spilled. */
  readonly settled: Settled | null;
}

export interface BuyerBounds {
  /** Recent contributions beyond this number are spilled, */
  readonly recentMax: number;
  /** down to this number. */
  readonly recentMin: number;
}

/**
 * Sixteen: most buyers never have more orders, and need one document; its sixteen contributions are written with every
 * change, so more would cost everybody. Half of them at a time, so that spilling is rare.
 */
const buyerBounds: BuyerBounds = { recentMax: 16, recentMin: 8 };

/** What has been read about contributions that are spilled. */
export interface Spilled {
  /** By orderId: those of `ordersToRead` that exist. */
  readonly orders: ReadonlyMap<string, BuyerOrder>;
  /** First and last of all that are spilled but `ordersNotToCount`; needed where `losesExtreme`. */
  readonly extremes: Extremes | null;
}

export const nothingSpilled: Spilled = { orders: new Map(), extremes: null };

export interface Evolved {
  readonly buyer: Buyer;
  /** To be written to documents of their own, and durable before the buyer is saved: until then nothing counts them. */
  readonly spilled: readonly BuyerOrder[];
  /** Contributions that could not be added, by their place. */
  readonly refused: readonly {
    readonly index: number;
    readonly reason: 'amount-too-large';
    readonly detail: string;
  }[];
}

export function initialBuyer(siteId: string, contactId: string): Buyer {
  return { siteId, contactId, rev: 0, recent: [], settled: null };
}

/** Orders whose spilled contributions must be known before these can be added: they may be in the sums. */
export function ordersToRead(
  { recent, settled }: Buyer,
  contributions: readonly BuyerOrder[],
): readonly string[] {
  if (settled === null) return [];
  const known = new Set(recent.map((one) => one.orderId));
  return [...new Set(contributions.map((one) => one.orderId))].filter((orderId) => !known.has(orderId));
}

/** Whether these take the first or the last order out of the sums, so that another must be found. */
export function losesExtreme(
  { settled }: Buyer,
  contributions: readonly BuyerOrder[],
  orders: Spilled['orders'],
): boolean {
  if (settled === null) return false;
  return unspilled(contributions, orders).some(
    (orderId) => orderId === settled.first?.orderId || orderId === settled.last?.orderId,
  );
}

/** Orders whose spilled documents say nothing about the sums any more, once these contributions are added. */
export function ordersNotToCount(
  { recent }: Buyer,
  contributions: readonly BuyerOrder[],
  orders: Spilled['orders'],
): readonly string[] {
  return [...recent.map((one) => one.orderId), ...unspilled(contributions, orders)];
}

/**
 * The buyer after a batch of contributions, one step of `rev` however many they are; the same object when they change
 * nothing. Of each order the highest rev wins. `recent` may be long after a long batch: only what was stored before it
 * can be spilled.
 *
 * A contribution whose value would make a sum inexact is refused, and what was known of its order stays.
 */
export function evolve(
  buyer: Buyer,
  contributions: readonly BuyerOrder[],
  spilled: Spilled,
  bounds: BuyerBounds = buyerBounds,
): Evolved {
  const refused: Evolved['refused'][number][] = [];
  const start: Draft = {
    recent: new Map(buyer.recent.map((one) => [one.orderId, one])),
    settled: buyer.settled,
  };
  let draft = joined(start, contributions, spilled.orders);
  if (draft === start) return { buyer, spilled: [], refused };
  if (!isExact(draft)) {
    draft = start;
    for (const [index, contribution] of contributions.entries()) {
      const next = joined(draft, [contribution], spilled.orders);
      if (next === draft || isExact(next)) draft = next;
      else
        refused.push({
          index,
          reason: 'amount-too-large',
          detail: 'the totals of the buyer would pass 2^52 units',
        });
    }
    if (draft === start) return { buyer, spilled: [], refused };
  }
  const settled = withExtremes(draft, spilled);
  const spills = toSpill(buyer, draft.recent, bounds);
  const left = new Set(spills.map((one) => one.orderId));
  const after: Buyer = {
    siteId: buyer.siteId,
    contactId: buyer.contactId,
    rev: buyer.rev + 1,
    recent: [...draft.recent.values()].filter((one) => !left.has(one.orderId)),
    settled: spills.length === 0 ? settled : spills.reduce(withOrder, settled ?? nothingSettled),
  };
  return { buyer: after, spilled: spills, refused };
}

interface Draft {
  readonly recent: ReadonlyMap<string, BuyerOrder>;
  readonly settled: Settled | null;
}

function joined(draft: Draft, contributions: readonly BuyerOrder[], orders: Spilled['orders']): Draft {
  const recent = new Map(draft.recent);
  let { settled } = draft;
  let changed = false;
  for (const contribution of contributions) {
    const own = recent.get(contribution.orderId);
    const known = own ?? orders.get(contribution.orderId);
    if (known !== undefined && known.rev >= contribution.rev) continue;
    if (own === undefined && known !== undefined && settled !== null) settled = withoutOrder(settled, known);
    recent.set(contribution.orderId, contribution);
    changed = true;
  }
  return changed ? { recent, settled } : draft;
}

/**
 * The oldest of what is recent, if it is too much. Only what the stored document has and this batch leaves as it is:
 * the process may already have lost the buyer to another one, and then its document never comes to be. What it has
 * spilled until then must be what the other one's document says too, or a contribution would be taken out of the sums
 * that was never in them.
 */
function toSpill(
  { recent: stored }: Buyer,
  recent: Draft['recent'],
  bounds: BuyerBounds,
): readonly BuyerOrder[] {
  if (recent.size <= bounds.recentMax) return [];
  const candidates = stored.filter((one) => recent.get(one.orderId) === one);
  return candidates.sort(tombstonesFirst).slice(0, recent.size - bounds.recentMin);
}

/** The sums with a new first and last where the old ones were taken out. */
function withExtremes({ recent, settled }: Draft, { orders, extremes }: Spilled): Settled | null {
  if (settled === null || extremes === null) return settled;
  let { first, last } = extremes;
  // Read, but still in the sums: told again without news, or refused.
  for (const contribution of orders.values()) {
    if (recent.has(contribution.orderId)) continue;
    first = earlier(first, countedOrder(contribution));
    last = later(last, countedOrder(contribution));
  }
  return { ...settled, first, last };
}

function unspilled(contributions: readonly BuyerOrder[], orders: Spilled['orders']): readonly string[] {
  const newer = contributions.filter(({ orderId, rev }) => rev > (orders.get(orderId)?.rev ?? rev));
  return newer.map((one) => one.orderId);
}

/** Whether all sums fit, whatever the sign of what they are made of: nothing spilled can pass the bound later. */
function isExact({ recent, settled }: Draft): boolean {
  let pieces = settled?.productCount ?? 0;
  const worths = new Map<string, { millionths: number; scale: number }>();
  const add = ({ amount, scale, currency, basis }: Money) => {
    const kind = `${currency} ${basis}`;
    const known = worths.get(kind) ?? { millionths: 0, scale: AVERAGE_SCALE };
    const millionths = known.millionths + (Math.abs(amount) * 1_000_000) / powerOfTen(scale);
    worths.set(kind, { millionths, scale: Math.max(known.scale, scale) });
  };
  settled?.spend.forEach(add);
  for (const { counts } of recent.values()) {
    if (counts === null) continue;
    pieces += counts.productCount;
    counts.values.forEach(add);
  }
  const fits = ({ millionths, scale }: { millionths: number; scale: number }) =>
    (millionths * powerOfTen(scale)) / 1_000_000 < LONG_MAX;
  return pieces * powerOfTen(AVERAGE_SCALE) < LONG_MAX && [...worths.values()].every(fits);
}

function tombstonesFirst(a: BuyerOrder, b: BuyerOrder): number {
  const [one, other] = [countedOrder(a), countedOrder(b)];
  if (one !== null && other !== null) return comparePlace(one, other);
  return Number(one !== null) - Number(other !== null) || compareText(a.orderId, b.orderId);
}
