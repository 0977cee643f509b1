import { faultOf, type OrderLineFact } from '@stamkunde/contracts';
import { messyFacts } from './messy-facts.ts';

const infinite = { seed: 1, series: 'a', window: 500 };

function take(facts: Iterable<OrderLineFact>, count: number): OrderLineFact[] {
  const taken: OrderLineFact[] = [];
  for (const fact of facts) if (taken.push(fact) === count) break;
  return taken;
}

describe('messy facts', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(take(messyFacts(infinite), 300)).toEqual(take(messyFacts(infinite), 300));
    expect(take(messyFacts({ ...infinite, seed: 2 }), 300)).not.toEqual(take(messyFacts(infinite), 300));
  });

  it('are valid, all of them', () => {
    expect(take(messyFacts(infinite), 5_000).filter((fact) => faultOf(fact) !== undefined)).toEqual([]);
  });

  it('come to an end, each as often as asked', () => {
    const all = [...messyFacts({ seed: 3, series: 'a', orders: 50, times: [2, 10] })];
    const copies = [...Map.groupBy(all, ({ factId }) => factId).values()].map(({ length }) => length);
    expect(Math.min(...copies)).toBe(2);
    expect(Math.max(...copies)).toBe(10);
    expect(new Set(all.map(({ orderId }) => orderId)).size).toBe(50);
  });

  it('hold everything that can happen to an order, and arrive in any order', () => {
    const facts = take(messyFacts(infinite), 5_000);
    expect(new Set(facts.map(({ type }) => type)).size).toBe(5);
    expect(new Set(facts.map(({ siteId }) => siteId)).size).toBe(3);
    expect(facts.some(({ buyer }) => buyer === '')).toBe(true);
    const cancelledAt = new Map<string, number>();
    let cancelledFirst = 0;
    facts.forEach(({ siteId, orderId, lineId, type }, at) => {
      const line = `${siteId} ${orderId} ${lineId}`;
      if (type === 'LineCancelled') cancelledAt.set(line, at);
      else if (cancelledAt.has(line)) cancelledFirst++;
    });
    expect(cancelledFirst).toBeGreaterThan(100);
  });
});
