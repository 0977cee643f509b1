import type { Basis, Money } from './generated/orders.ts';

/** Most decimals an amount may carry. */
export const SCALE_MAX = 6;

/**
 * Largest magnitude of a whole number on a topic, an amount or a sum of them: 2^52. One bit less than a number can count
 * to, because a negative long beyond it does not survive its way through Avro's zig-zag in JavaScript.
 */
export const LONG_MAX = 2 ** 52;

/** Averages, of money and of pieces, are told in ten-thousandths. */
export const AVERAGE_SCALE = 4;

const fits = (amount: number): boolean => Number.isInteger(amount) && Math.abs(amount) <= LONG_MAX;

/** Currencies whose minor unit is not a hundredth (ISO 4217). */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** Ten to the power of a scale or a difference of scales, 0 to 6; from a table, since this is done for every line. */
export function powerOfTen(exponent: number): number {
  return POWERS[exponent] ?? 1;
}

/** Decimals of a currency's minor unit: 2 for GBP, 0 for JPY, 3 for KWD. Unknown codes have 2. */
export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/**
 * An exact decimal amount as money: `2.55` GBP is 255 at scale 2, `0.001` GBP is 1 at scale 3.
 *
 * @param text optional minus, digits, optionally a point and up to six digits; nothing else, no exponent
 * @returns undefined when the text is not such a number, or exceeds 2^52
 */
export function parseMoney(text: string, currency: string, basis: Basis): Money | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,20}))?$/.exec(text);
  if (match === null) return undefined;
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  if (decimals.length > SCALE_MAX) return undefined;
  const amount = Number(`${match[2]}${decimals}`);
  if (!fits(amount)) return undefined;
  return canonical(match[1] === '-' && amount !== 0 ? -amount : amount, decimals.length, currency, basis);
}

/**
 * The one way to write an amount: the smallest scale that carries it exactly, never below the currency's minor unit.
 * Equal amounts are equal records, whatever scale they came in.
 *
 * @returns undefined when the amount exceeds 2^52 at that scale, or the scale is not 0 to 6
 */
export function canonical(amount: number, scale: number, currency: string, basis: Basis): Money | undefined {
  if (!Number.isInteger(scale) || scale < 0 || scale > SCALE_MAX) return undefined;
  const least = exponentOf(currency);
  let units = amount;
  let decimals = scale;
  while (decimals > least && units % 10 === 0) {
    units /= 10;
    decimals--;
  }
  if (decimals < least) {
    units *= powerOfTen(least - decimals);
    decimals = least;
  }
  return fits(units) ? { amount: units + 0, scale: decimals, currency, basis } : undefined;
}

/**
 * Sum of two amounts of the same currency and basis, in canonical form.
 *
 * @returns undefined when it exceeds 2^52
 */
export function addMoney(a: Money, b: Money): Money | undefined {
  const scale = Math.max(a.scale, b.scale);
  const left = a.amount * powerOfTen(scale - a.scale);
  const right = b.amount * powerOfTen(scale - b.scale);
  if (!fits(left) || !fits(right)) return undefined;
  return canonical(left + right, scale, a.currency, a.basis);
}

/** `pieces` times `price`, in canonical form; undefined when it exceeds 2^52. */
export function timesMoney(price: Money, pieces: number): Money | undefined {
  const amount = price.amount * pieces;
  return fits(amount) ? canonical(amount, price.scale, price.currency, price.basis) : undefined;
}

/** The opposite amount. */
export function negateMoney(money: Money): Money {
  return { ...money, amount: money.amount === 0 ? 0 : -money.amount };
}

/** Order of amounts that must not be summed: by currency, then basis. */
export function compareKind(a: Money, b: Money): number {
  if (a.currency !== b.currency) return a.currency < b.currency ? -1 : 1;
  if (a.basis !== b.basis) return a.basis < b.basis ? -1 : 1;
  return 0;
}

/** For people: `2.55 GBP`. */
export function formatMoney(money: Pick<Money, 'amount' | 'scale' | 'currency'>): string {
  return `${formatDecimal(money.amount, money.scale)} ${money.currency}`;
}

/** An integer of units of 10^-scale as a decimal number: (255, 2) is `2.55`. */
export function formatDecimal(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = units < 0 ? '-' : '';
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
}
