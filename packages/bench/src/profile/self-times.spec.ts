import { byGroup, selfTimes } from './self-times.ts';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });
const fold = frame('fold', 'file:///x/services/order-aggregator/dist/domain/order.js');

describe('self times', () => {
  const times = selfTimes({
    nodes: [
      { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 5, 6] },
      { id: 2, callFrame: frame('(idle)', '') },
      { id: 3, callFrame: fold, children: [4] },
      { id: 4, callFrame: frame('copy', 'node:buffer') },
      { id: 5, callFrame: frame('(garbage collector)', '') },
      { id: 6, callFrame: frame('tick', 'node:internal/timers'), children: [7] },
      { id: 7, callFrame: fold },
    ],
    samples: [2, 3, 4, 7, 5, 6, 3],
    timeDeltas: [1_000, 10, 15, 20, 25, 5, 25],
  });

  it('add up by function wherever it was called, without idling', () => {
    expect(times[0]).toEqual({ name: 'fold domain/order.js:10', group: 'fold', share: 0.55 });
  });

  it('lay what Node does to the account of those who asked it to', () => {
    expect(times).toContainEqual({ name: 'copy node:buffer:10', group: 'fold', share: 0.15 });
    expect(byGroup(times)).toEqual([
      { group: 'fold', share: expect.closeTo(0.7) },
      { group: 'garbage', share: 0.25 },
      { group: 'node', share: 0.05 },
    ]);
  });
});
