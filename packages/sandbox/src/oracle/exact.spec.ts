import { dividedBy, ofText, ofUnits, plus, rounded, same, shown } from './exact.ts';

describe('an exact number', () => {
  it('is the same however it is written', () => {
    expect(same(ofText('8447168.134') ?? ofUnits(0, 0), ofUnits(8_447_168_134, 3))).toBe(true);
    expect(same(ofText('4310') ?? ofUnits(0, 0), ofText('4310.0000') ?? ofUnits(1, 0))).toBe(true);
    expect(ofText('1e3')).toBeUndefined();
    expect(ofText('')).toBeUndefined();
  });

  it('is rounded to the nearest, and between two of them to the even one', () => {
    expect(rounded(dividedBy(ofUnits(5, 0), 2), 0)).toBe(2);
    expect(rounded(dividedBy(ofUnits(7, 0), 2), 0)).toBe(4);
    expect(rounded(dividedBy(ofUnits(-5, 0), 2), 0)).toBe(-2);
    expect(rounded(dividedBy(ofUnits(-7, 0), 4), 0)).toBe(-2);
    expect(rounded(dividedBy(ofUnits(121_205, 2), 8), 4)).toBe(1_515_062);
    expect(rounded(dividedBy(ofUnits(184_911, 2), 8), 4)).toBe(2_311_388);
    expect(rounded(dividedBy(ofUnits(2458, 0), 7), 4)).toBe(3_511_429);
  });

  it('is shown without trailing zeros', () => {
    expect(shown(plus(ofUnits(250, 2), ofUnits(-5, 1)))).toBe('2');
    expect(shown(ofUnits(-5, 2))).toBe('-0.05');
  });
});
