import { byGroup, selfTimes } from './self-times.ts';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });

describe('self times', () => {
  const times = selfTimes({
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('fold', 'file:///x/services/order-aggregator/dist/domain/order.js') },
      { id: 3, callFrame: frame('fold', 'file:///x/services/order-aggregator/dist/domain/order.js') },
      { id: 4, callFrame: frame('(garbage collector)', '') },
    ],
    samples: [1, 2, 3, 4, 2],
    timeDeltas: [1_000, 10, 20, 5, 30],
  });

  it('add up by function wherever it was called, without idling', () => {
    expect(times).toEqual([
      { name: 'fold domain/order.js:10', group: 'fold', time: 60 },
      { name: '(garbage collector)', group: 'garbage', time: 5 },
    ]);
  });

  it('add up by group', () => {
    expect(byGroup(times)).toEqual([
      { group: 'fold', time: 60 },
      { group: 'garbage', time: 5 },
    ]);
  });
});
