import fc from 'fast-check';
import {
  addMoney,
  canonical,
  exponentOf,
  formatDecimal,
  formatMoney,
  negateMoney,
  parseMoney,
  timesMoney,
} from './money.ts';

const gbp = (amount: number, scale: number) => ({ amount, scale, currency: 'GBP', basis: 'gross' }) as const;

describe('an amount', () => {
  it.each([
    ['2.55', 255, 2],
    ['2.5', 250, 2],
    ['2', 200, 2],
    ['2.550', 255, 2],
    ['0.001', 1, 3],
    ['-1.129', -1129, 3],
    ['-0', 0, 2],
    ['11062.06', 1106206, 2],
  ])('%s GBP is carried exactly, at the smallest scale its currency allows', (text, amount, scale) => {
    expect(parseMoney(text, 'GBP', 'gross')).toEqual(gbp(amount, scale));
  });

  it.each(['', '.5', '5.', '1e3', '1,5', 'NaN', ' 1', '0.0000001', '99999999999999999', '0x1'])(
    '%j is not one',
    (text) => {
      expect(parseMoney(text, 'GBP', 'gross')).toBeUndefined();
    },
  );

  it('keeps to the minor unit of its currency', () => {
    expect(parseMoney('100', 'JPY', 'net')).toMatchObject({ amount: 100, scale: 0 });
    expect(parseMoney('1.5', 'KWD', 'net')).toMatchObject({ amount: 1500, scale: 3 });
    expect([exponentOf('JPY'), exponentOf('DKK'), exponentOf('KWD')]).toEqual([0, 2, 3]);
  });

  it('is the same record, however it was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (amount, scale, more) => {
          expect(canonical(amount * 10 ** more, scale + more, 'GBP', 'gross')).toEqual(
            canonical(amount, scale, 'GBP', 'gross'),
          );
        },
      ),
    );
  });

  it('adds and multiplies without a rounding, and gives what was taken away back', () => {
    const money = fc
      .tuple(fc.integer({ min: -(10 ** 8), max: 10 ** 8 }), fc.integer({ min: 0, max: 4 }))
      .map(([amount, scale]) => canonical(amount, scale, 'GBP', 'gross') ?? gbp(0, 2));
    fc.assert(
      fc.property(money, money, fc.nat({ max: 1000 }), (a, b, n) => {
        const sum = addMoney(a, b);
        expect(BigInt(sum?.amount ?? 0) * 10n ** BigInt(6 - (sum?.scale ?? 0))).toBe(
          BigInt(a.amount) * 10n ** BigInt(6 - a.scale) + BigInt(b.amount) * 10n ** BigInt(6 - b.scale),
        );
        expect(sum === undefined ? undefined : addMoney(sum, negateMoney(b))).toEqual(a);
        const product = timesMoney(a, n);
        expect(BigInt(product?.amount ?? 0) * 10n ** BigInt(6 - (product?.scale ?? 0))).toBe(
          BigInt(a.amount) * BigInt(n) * 10n ** BigInt(6 - a.scale),
        );
      }),
    );
  });

  it('is refused rather than rounded when it grows too large', () => {
    expect(addMoney(gbp(2 ** 52, 2), gbp(1, 2))).toBeUndefined();
    expect(timesMoney(gbp(2 ** 40, 2), 2 ** 20)).toBeUndefined();
    expect(canonical(1, 7, 'GBP', 'gross')).toBeUndefined();
  });

  it('reads as people write it', () => {
    expect(formatMoney(gbp(-5, 2))).toBe('-0.05 GBP');
    expect(formatDecimal(8447168134, 3)).toBe('8447168.134');
    expect(formatDecimal(100, 0)).toBe('100');
  });
});
