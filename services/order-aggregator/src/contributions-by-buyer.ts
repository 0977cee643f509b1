import type { BuyerOrder } from '@stamkunde/contracts';
import { type Delivered, inTurns, type Refused, type Trace } from '@stamkunde/stream';
import { buyerKey } from './buyer-store.ts';
import { faultyField } from './domain/buyer-order.ts';

/** What a batch says of one buyer. */
export interface ContributionsOfBuyer {
  readonly key: string;
  readonly siteId: string;
  readonly contactId: string;
  readonly contributions: BuyerOrder[];
  /** Places of the contributions in the batch. */
  readonly places: number[];
  readonly delivered: Delivered<BuyerOrder>[];
  /** One of them at least; see `Delivered`. */
  isReadAgain: boolean;
}

/** The contributions of a batch by buyer, in the order they came; those with a fault are refused. */
export async function contributionsByBuyer(batch: readonly Delivered<BuyerOrder>[]): Promise<{
  readonly buyers: ReadonlyMap<string, ContributionsOfBuyer>;
  readonly refused: Refused[];
}> {
  const buyers = new Map<string, ContributionsOfBuyer>();
  const refused: Refused[] = [];
  await inTurns(batch, (delivered, place) => {
    const { value, isReadAgain } = delivered;
    const field = faultyField(value);
    if (field !== undefined) {
      refused.push({
        index: place,
        reason: 'invalid-field',
        detail: `${field} is not what an order tells its buyer`,
      });
      return;
    }
    const key = buyerKey(value);
    const { siteId, contactId } = value;
    let buyer = buyers.get(key);
    if (buyer === undefined) {
      buyer = { key, siteId, contactId, contributions: [], places: [], delivered: [], isReadAgain };
      buyers.set(key, buyer);
    }
    buyer.contributions.push(value);
    buyer.places.push(place);
    buyer.isReadAgain ||= isReadAgain;
    buyer.delivered.push(delivered);
  });
  return { buyers, refused };
}

/**
 * The trace of what these contributions cause: that of the last one. It is history if all of them are, and also if those
 * that are not change nothing.
 *
 * @param changes whether contributions to the buyer change it
 */
export function traceOf(
  { contributions, delivered }: ContributionsOfBuyer,
  changes: (contributions: readonly BuyerOrder[]) => boolean,
): Trace {
  const live = contributions.filter((_, place) => delivered[place]?.origin === 'live');
  const isLive = live.length > 0 && (live.length === contributions.length || changes(live));
  return { ...(delivered.at(-1) as Delivered<BuyerOrder>).trace, origin: isLive ? 'live' : 'backfill' };
}

/**
 * The same in rounds, none with more than this many contributions of one buyer: what comes in one round stays in the
 * buyer's document until the next, so this is what bounds the document.
 */
export function roundsOf(
  buyers: ReadonlyMap<string, ContributionsOfBuyer>,
  contributionsMax: number,
): readonly ReadonlyMap<string, ContributionsOfBuyer>[] {
  const most = Math.max(0, ...[...buyers.values()].map((one) => one.contributions.length));
  if (most <= contributionsMax) return [buyers];
  return Array.from({ length: Math.ceil(most / contributionsMax) }, (_, round) => {
    const [from, to] = [round * contributionsMax, (round + 1) * contributionsMax];
    const parts = [...buyers.values()].map((one) => ({
      ...one,
      contributions: one.contributions.slice(from, to),
      places: one.places.slice(from, to),
      delivered: one.delivered.slice(from, to),
    }));
    return new Map(parts.filter((one) => one.contributions.length > 0).map((one) => [one.key, one]));
  });
}
