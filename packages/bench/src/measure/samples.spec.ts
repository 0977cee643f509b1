import { figureOf, quantile, ratioOf } from './samples.ts';

describe('a figure', () => {
  it('is the median, with least and most beside it', () => {
    expect(figureOf([3, 1, 2])).toMatchObject({ median: 2, least: 1, most: 3 });
    expect(figureOf([1, 2, 3, 4]).median).toBe(2.5);
  });

  it('has quantiles between its samples', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.99)).toBe(7);
  });
});

describe('a ratio', () => {
  it('is that of the medians, and spreads as the pairs do', () => {
    expect(ratioOf([10, 30, 20], [5, 10, 10])).toMatchObject({ median: 2, least: 2, most: 3 });
  });
});
