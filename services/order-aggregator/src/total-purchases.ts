import { type BuyerOrder, type PurchaseTotals, topics, type Writer } from '@stamkunde/contracts';
import type { Outgoing, Publish, Refused, Trace, Verb } from '@stamkunde/stream';
import type { BuyerStore, ChangedBuyer, StoredBuyer } from './buyer-store.ts';
import { type ContributionsOfBuyer, contributionsByBuyer, roundsOf } from './contributions-by-buyer.ts';
import { type Buyer, type BuyerBounds, evolve, initialBuyer, nothingSpilled } from './domain/buyer.ts';
import { purchaseTotals } from './domain/purchase-totals.ts';
import { revAfterLoss } from './rev-after-loss.ts';
import { spilledOf } from './spilled-of.ts';
import { untilSaved } from './until-saved.ts';

export interface TotalPurchasesPorts {
  readonly buyers: BuyerStore;
  readonly publish: Publish;
  readonly writeTotals: Writer<PurchaseTotals>['write'];
  /** Buyers that another writer had changed first. */
  readonly onLost?: (buyers: number) => void;
  readonly bounds?: BuyerBounds;
  /** Most contributions of one buyer that are added at once; with the bounds, the most its document holds. */
  readonly contributionsMax?: number;
}

/** A document of 50 kB at most, for a buyer whose whole history is loaded; a round trip more for each 512 orders of it. */
const CONTRIBUTIONS_MAX = 512;

/**
 * Adds a batch of contributions to what their buyers have bought: a read and a write for all of them, however many
 * orders a buyer has. Does not look at lines, and does not combine contacts that are one person.
 */
export function totalPurchases(ports: TotalPurchasesPorts): Verb<BuyerOrder> {
  const { buyers, publish, onLost, contributionsMax = CONTRIBUTIONS_MAX } = ports;
  return async function onBuyerOrders(batch) {
    const told = contributionsByBuyer(batch);
    const present = new Map<string, Announced>();
    const refused: Refused[] = [...told.refused];
    for (const round of roundsOf(told.buyers, contributionsMax)) {
      const after = new Map<string, TotalledBuyer>();
      await untilSaved([...round.keys()], async (keys) => {
        const totals = await totalled(
          ports,
          keys.flatMap((key) => round.get(key) ?? []),
        );
        for (const one of totals) after.set(one.of.key, one);
        // First, and durable before the sums that count them: cut off in between, they are still told by the buyer's own
        // document, and stand here unread. The other way round the sums would count what can not be found again.
        await buyers.spill(totals.flatMap(({ spilled }) => spilled));
        // Guarded by rev: a second writer loses here, not in the data. What it has spilled is what the first one's
        // document says, too, since nothing is spilled that was not stored.
        const lost = await buyers.save(totals.flatMap(({ changed }) => changed ?? []));
        onLost?.(lost.length);
        return lost;
      });
      for (const { of, present: stored, refused: some } of after.values()) {
        if (stored !== undefined) present.set(of.key, { key: of.key, trace: of.trace, stored });
        refused.push(...some);
      }
    }
    // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
    await publish([...present.values()].map(announcement));
    return refused;
  };
}

interface TotalledBuyer {
  readonly of: ContributionsOfBuyer;
  /** Undefined while there is no buyer: every contribution was refused. */
  readonly present: StoredBuyer | undefined;
  /** The same, if it has to be saved. */
  readonly changed: ChangedBuyer | undefined;
  readonly spilled: readonly BuyerOrder[];
  readonly refused: readonly Refused[];
}

async function totalled(
  ports: TotalPurchasesPorts,
  told: readonly ContributionsOfBuyer[],
): Promise<readonly TotalledBuyer[]> {
  const stored = await ports.buyers.load(told.map((of) => of.key));
  const befores = told.map((of) => ({
    of,
    before: stored.get(of.key)?.buyer ?? initialBuyer(of.siteId, of.contactId),
  }));
  const known = await spilledOf(ports.buyers, befores);
  return befores.map(({ of, before }) => {
    const { buyer, spilled, refused } = evolve(
      before,
      of.contributions,
      known.get(of.key) ?? nothingSpilled,
      ports.bounds,
    );
    const changed = buyer === before ? undefined : changedBuyer(buyer, before.rev, of.isReadAgain, ports);
    const inBatch = refused.map(({ index, ...excess }) => ({ index: of.places[index] as number, ...excess }));
    return { of, present: changed ?? stored.get(of.key), changed, spilled, refused: inBatch };
  });
}

function changedBuyer(
  added: Buyer,
  over: number,
  isReadAgain: boolean,
  { writeTotals }: TotalPurchasesPorts,
): ChangedBuyer {
  const buyer = isReadAgain ? { ...added, rev: revAfterLoss(over) } : added;
  return { buyer, bytes: writeTotals(purchaseTotals(buyer)), over };
}

interface Announced {
  readonly key: string;
  readonly trace: Trace;
  readonly stored: StoredBuyer;
}

function announcement({ key, trace, stored }: Announced): Outgoing {
  const { buyer, bytes } = stored;
  const event = { id: `${key}@${buyer.rev}`, type: 'PurchaseTotals' };
  return { topic: topics.purchaseTotals.name, key, value: bytes, trace, event };
}
