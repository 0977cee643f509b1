import type { Lookout, Offsets } from './topic-ends.ts';
import { waitForEnd } from './wait-for-end.ts';

/** What Kafka knows, one moment after the other: each look takes the next one and stays at the last. */
function moments(
  list: { ends: Record<string, number>; committed: Record<string, number> }[],
): Lookout & { looks: number } {
  const at = (topics: readonly string[], offsets: Record<string, number>): Offsets =>
    new Map(Object.entries(offsets).filter(([name]) => topics.some((topic) => name.startsWith(`${topic}/`))));
  const look = {
    looks: 0,
    ends: async (topics: readonly string[]) =>
      at(topics, list[Math.min(look.looks, list.length - 1)]?.ends ?? {}),
    committed: async (_group: string, topics: readonly string[]) => {
      const answer = at(topics, list[Math.min(look.looks, list.length - 1)]?.committed ?? {});
      // The last question of a look.
      if (topics.includes('buyer-orders')) look.looks++;
      return answer;
    },
    close: async () => undefined,
  };
  return look;
}

describe('the end of a replay', () => {
  it('is not reached before both topics are committed to their ends', async () => {
    const look = moments([
      { ends: { 'order-lines/0': 5, 'order-lines/1': 2 }, committed: { 'order-lines/0': 5 } },
      {
        ends: { 'order-lines/0': 5, 'order-lines/1': 2, 'buyer-orders/0': 3 },
        committed: { 'order-lines/0': 5, 'order-lines/1': 2 },
      },
      {
        ends: { 'order-lines/0': 5, 'order-lines/1': 2, 'buyer-orders/0': 3 },
        committed: { 'order-lines/0': 5, 'order-lines/1': 2, 'buyer-orders/0': 3 },
      },
    ]);
    const seen: unknown[] = [];
    await waitForEnd(look, 'group', { onAdvance: (advance) => seen.push(advance) });
    expect(seen).toEqual([
      { orderLinesLag: 2, buyerOrdersLag: 0 },
      { orderLinesLag: 0, buyerOrdersLag: 3 },
      { orderLinesLag: 0, buyerOrdersLag: 0 },
    ]);
  });

  it('is given up when somebody says so', async () => {
    const look = moments([{ ends: { 'order-lines/0': 1 }, committed: {} }]);
    const abort = () => {
      if (look.looks > 1) throw new Error('enough');
    };
    await expect(waitForEnd(look, 'group', { abort })).rejects.toThrow('enough');
  });
});
