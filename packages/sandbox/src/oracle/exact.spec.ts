import { dividedBy, ofText, ofUnits, plus, roundedHalfUp, same, shown } from './exact.ts';

describe('an exact number', () => {
  it('is the same however it is written', () => {
    expect(same(ofText('8447168.134') ?? ofUnits(0, 0), ofUnits(8_447_168_134, 3))).toBe(true);
    expect(same(ofText('4310') ?? ofUnits(0, 0), ofText('4310.0000') ?? ofUnits(1, 0))).toBe(true);
    expect(ofText('1e3')).toBeUndefined();
    expect(ofText('')).toBeUndefined();
  });

  it('is rounded half up, below zero too', () => {
    expect(roundedHalfUp(dividedBy(ofUnits(5, 0), 2), 0)).toBe(3);
    expect(roundedHalfUp(dividedBy(ofUnits(-5, 0), 2), 0)).toBe(-2);
    expect(roundedHalfUp(dividedBy(ofUnits(2458, 0), 7), 4)).toBe(3_511_429);
  });

  it('is shown without trailing zeros', () => {
    expect(shown(plus(ofUnits(250, 2), ofUnits(-5, 1)))).toBe('2');
    expect(shown(ofUnits(-5, 2))).toBe('-0.05');
  });
});
