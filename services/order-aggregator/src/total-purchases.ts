import { type BuyerOrder, type PurchaseTotals, topics, type Writer } from '@stamkunde/contracts';
import { inTurns, type Outgoing, type Publish, type Refused, type Trace, type Verb } from '@stamkunde/stream';
import type { BuyerStore, ChangedBuyer, StoredBuyer } from './buyer-store.ts';
import {
  type ContributionsOfBuyer,
  contributionsByBuyer,
  roundsOf,
  traceOf,
} from './contributions-by-buyer.ts';
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
 * Adds a batch of contributions to what their buyers have bought: a read and a write for hundreds of them, however many
 * orders a buyer has. Does not look at lines, and does not combine contacts that are one person.
 */
export function totalPurchases(ports: TotalPurchasesPorts): Verb<BuyerOrder> {
  const { contributionsMax = CONTRIBUTIONS_MAX } = ports;
  return async function onBuyerOrders(batch) {
    const told = await contributionsByBuyer(batch);
    const totals: TotalledBuyer[] = [];
    for (const round of roundsOf(told.buyers, contributionsMax)) totals.push(...(await added(ports, round)));
    // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
    await ports.publish(announcements(totals));
    return [...told.refused, ...totals.flatMap(({ refused }) => refused)];
  };
}

/** One read and one write for all of these buyers. */
async function added(
  ports: TotalPurchasesPorts,
  told: ReadonlyMap<string, ContributionsOfBuyer>,
): Promise<readonly TotalledBuyer[]> {
  const { buyers, onLost } = ports;
  const after = new Map<string, TotalledBuyer>();
  await untilSaved([...told.keys()], async (keys) => {
    const totals = await totalled(
      ports,
      keys.flatMap((key) => told.get(key) ?? []),
    );
    for (const one of totals) after.set(one.about.key, one);
    // Spilled first, durably: after a crash between the two writes the buyer's document still holds these contributions,
    // and the spilled copies are merely unread. Saved first, the sums would count contributions that stand nowhere.
    await buyers.spill(totals.flatMap(({ spilled }) => spilled));
    // Guarded by rev: a second writer loses here, not in the data. What the loser has spilled does no harm: only
    // contributions of the stored document are spilled, so the winner's document says the same.
    const lost = await buyers.save(totals.flatMap(({ changed }) => changed ?? []));
    onLost?.(lost.length);
    return lost;
  });
  return [...after.values()];
}

interface TotalledBuyer {
  readonly about: ContributionsOfBuyer;
  readonly trace: Trace;
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
  const stored = await ports.buyers.load(told.map(({ key }) => key));
  const befores = told.map((about) => ({
    about,
    before: stored.get(about.key)?.buyer ?? initialBuyer(about.siteId, about.contactId),
  }));
  const known = await spilledOf(ports.buyers, befores);
  return inTurns(befores, ({ about, before }) => {
    const spilledBefore = known.get(about.key) ?? nothingSpilled;
    const after = (contributions: readonly BuyerOrder[]) =>
      evolve(before, contributions, spilledBefore, ports.bounds);
    const { buyer, spilled, refused } = after(about.contributions);
    const changed = buyer === before ? undefined : changedBuyer(buyer, before.rev, about.isReadAgain, ports);
    return {
      about,
      trace: traceOf(about, (contributions) => after(contributions).buyer !== before),
      present: changed ?? stored.get(about.key),
      changed,
      spilled,
      refused: refused.map(({ index, ...excess }) => ({ index: about.places[index] as number, ...excess })),
    };
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

/** Each buyer once, as it is at the end; news if any of its rounds was. */
function announcements(totals: readonly TotalledBuyer[]): Outgoing[] {
  const newest = new Map<string, Outgoing>();
  for (const { about, trace, present } of totals) {
    if (present === undefined) continue;
    const { key } = about;
    const isLive = trace.origin === 'live' || newest.get(key)?.trace.origin === 'live';
    newest.set(key, {
      topic: topics.purchaseTotals.name,
      key,
      value: present.bytes,
      trace: { ...trace, origin: isLive ? 'live' : 'backfill' },
      event: { id: `${key}@${present.buyer.rev}`, type: 'PurchaseTotals' },
    });
  }
  return [...newest.values()];
}
