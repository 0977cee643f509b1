import { madeUpRetail } from './made-up-retail.ts';
import { shuffled } from './random.ts';

describe('a made-up history', () => {
  const lines = [...madeUpRetail(20_000, 1)].slice(1);

  it('has as many facts as asked for, the same for the same seed', () => {
    expect(lines).toHaveLength(20_000);
    expect([...madeUpRetail(20_000, 1)].slice(1)).toEqual(lines);
  });

  it('has the shape of the real one', () => {
    const orders = new Set(lines.filter((line) => line.startsWith('line')).map((line) => line.split(',')[1]));
    expect(20_000 / orders.size).toBeGreaterThan(20);
    expect(20_000 / orders.size).toBeLessThan(32);
    const share = lines.filter((line) => line.startsWith('cancel')).length / 20_000;
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.03);
  });
});

describe('shuffling', () => {
  it('keeps everything, in another order that the seed decides', () => {
    const list = Array.from({ length: 1_000 }, (_, n) => n);
    expect(shuffled(list, 1)).not.toEqual(list);
    expect(shuffled(list, 1)).toEqual(shuffled(list, 1));
    expect([...shuffled(list, 1)].sort((a, b) => a - b)).toEqual(list);
  });
});
