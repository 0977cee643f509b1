import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@stamkunde/contracts';
import { type Lookout, lagOf } from './topic-ends.ts';

/** How far order-aggregator has come. */
export interface Advance {
  readonly orderLinesLag: number;
  readonly buyerOrdersLag: number;
}

const lines = topics.orderLines.name;
const byBuyer = topics.buyerOrders.name;
const pollMs = 100;

/**
 * Returns when everything that stands on `order-lines` now has reached the buyers' totals. It does not guess: a commit
 * is made after what follows from the message was acknowledged. So once the group has committed the end of
 * `order-lines`, the end of `buyer-orders` is known; and once it has committed that one, the totals are out.
 *
 * @param abort asked between two looks; throws to give up
 */
export async function waitForEnd(
  lookout: Lookout,
  groupId: string,
  { onAdvance, abort }: { onAdvance?: (advance: Advance) => void; abort?: () => void } = {},
): Promise<void> {
  for (;;) {
    abort?.();
    // In this order: what is committed of order-lines must be old when the end of buyer-orders is read.
    const endsOfLines = await lookout.ends([lines]);
    const committed = await lookout.committed(groupId, [lines]);
    const endsByBuyer = await lookout.ends([byBuyer]);
    const committedByBuyer = await lookout.committed(groupId, [byBuyer]);
    const orderLinesLag = lagOf(lines, endsOfLines, committed);
    const buyerOrdersLag = lagOf(byBuyer, endsByBuyer, committedByBuyer);
    onAdvance?.({ orderLinesLag, buyerOrdersLag });
    if (orderLinesLag === 0 && buyerOrdersLag === 0) return;
    await pause(pollMs);
  }
}
