import type { BuyerStore } from './buyer-store.ts';
import type { ContributionsOfBuyer } from './contributions-by-buyer.ts';
import { type Buyer, losesExtreme, ordersNotToCount, ordersToRead, type Spilled } from './domain/buyer.ts';

export interface Before {
  readonly about: ContributionsOfBuyer;
  readonly before: Buyer;
}

/**
 * What of these buyers is spilled and must be known to add these contributions, by key: no question at all for buyers
 * with few orders, one for all others, and two more for one whose first or last order is taken out of the sums.
 */
export async function spilledOf(
  buyers: BuyerStore,
  befores: readonly Before[],
): Promise<ReadonlyMap<string, Spilled>> {
  const wanted = befores.flatMap(({ about, before }) => {
    const orderIds = ordersToRead(before, about.contributions);
    return orderIds.length === 0 ? [] : [{ buyer: about.key, orderIds }];
  });
  const known = new Map<string, Spilled>();
  if (wanted.length === 0) return known;
  const found = await buyers.spilled(wanted);
  const questions = befores.map(async ({ about, before }) => {
    const orders = found.get(about.key);
    if (orders === undefined) return;
    const asked = losesExtreme(before, about.contributions, orders)
      ? buyers.extremes({ buyer: about.key, orderIds: ordersNotToCount(before, about.contributions, orders) })
      : null;
    known.set(about.key, { orders, extremes: await asked });
  });
  await Promise.all(questions);
  return known;
}
