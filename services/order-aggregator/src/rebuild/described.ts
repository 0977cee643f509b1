import type { Members } from './comparison.ts';
import { differencesOfBuyers, differencesOfOrders } from './differences.ts';
import type { Projection } from './projection.ts';
import type { Rebuilt } from './rebuild.ts';

/** Members that are shown with what differs; the rest is counted. */
const SHOWN_MAX = 20;

/** What differs, a line for each field. */
export async function described(
  differing: Members,
  live: Projection,
  rebuilt: Projection,
): Promise<string[]> {
  const lines: string[] = [];
  const orders = differing.orders.slice(0, SHOWN_MAX);
  const buyers = differing.buyers.slice(0, SHOWN_MAX);
  const [liveOrders, liveBuyers] = await Promise.all([live.ordersOf(orders), live.buyersOf(buyers)]);
  const [newOrders, newBuyers] = await Promise.all([rebuilt.ordersOf(orders), rebuilt.buyersOf(buyers)]);
  for (const key of orders)
    for (const one of differencesOfOrders(liveOrders.get(key), newOrders.get(key)))
      lines.push(`order ${key}: ${one}`);
  for (const key of buyers)
    for (const one of differencesOfBuyers(liveBuyers.get(key), newBuyers.get(key)))
      lines.push(`buyer ${key}: ${one}`);
  const more = differing.orders.length + differing.buyers.length - orders.length - buyers.length;
  return more > 0 ? [...lines, `and ${count(more)} more`] : lines;
}

/** How many were compared, and what came of it, as a table. */
export function summaryOf({ comparison, mended }: Rebuilt): string {
  const row = (first: string, ...rest: readonly string[]) =>
    `${first.padEnd(8)}${rest.map((text) => text.padStart(14)).join('')}\n`;
  const rowOf = (kind: 'orders' | 'buyers') => {
    const differing = comparison.differing[kind].length;
    return row(kind, ...[comparison[kind], comparison[kind] - differing, differing, mended[kind]].map(count));
  };
  return row('', 'compared', 'alike', 'different', 'put in order') + rowOf('orders') + rowOf('buyers');
}

/** A whole number with thousands apart: 540,761. */
export function count(number: number): string {
  return Math.round(number).toLocaleString('en-GB');
}
