/** An exact number: a fraction without common factors, the denominator above zero. */
export interface Exact {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const zero: Exact = { numerator: 0n, denominator: 1n };

function fraction(numerator: bigint, denominator: bigint): Exact {
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = commonDivisor(numerator < 0n ? -numerator : numerator, denominator * sign);
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

/** An integer of units of 10^-scale: (255, 2) is 2.55. */
export function ofUnits(units: number, scale: number): Exact {
  return fraction(BigInt(units), 10n ** BigInt(scale));
}

/** A decimal number as people write it; undefined when the text is none. */
export function ofText(text: string): Exact | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (match === null) return undefined;
  const decimals = match[3] ?? '';
  const units = BigInt(`${match[2]}${decimals}`);
  return fraction(match[1] === '-' ? -units : units, 10n ** BigInt(decimals.length));
}

export function plus(a: Exact, b: Exact): Exact {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function times(a: Exact, factor: number): Exact {
  return fraction(a.numerator * BigInt(factor), a.denominator);
}

export function dividedBy(a: Exact, divisor: number): Exact {
  return fraction(a.numerator, a.denominator * BigInt(divisor));
}

export function same(a: Exact, b: Exact): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

/** Fewest decimals, from `least` on, that carry the number; undefined when six do not. */
export function decimalsOf(a: Exact, least: number): number | undefined {
  for (let decimals = least; decimals <= 6; decimals++) {
    if ((a.numerator * 10n ** BigInt(decimals)) % a.denominator === 0n) return decimals;
  }
  return undefined;
}

/** Units of 10^-decimals; what lies exactly between two of them becomes the even one. */
export function rounded(a: Exact, decimals: number): number {
  const scaled = a.numerator * 10n ** BigInt(decimals);
  const below = floor(scaled, a.denominator);
  const above = 2n * (scaled - below * a.denominator) - a.denominator;
  return Number(above > 0n || (above === 0n && below % 2n !== 0n) ? below + 1n : below);
}

/** For people: at most six decimals, without trailing zeros. */
export function shown(a: Exact): string {
  const decimals = decimalsOf(a, 0);
  const digits = decimals ?? 6;
  const units = rounded(a, digits);
  const text = String(Math.abs(units)).padStart(digits + 1, '0');
  const point = text.length - digits;
  const sign = units < 0 ? '-' : '';
  return `${decimals === undefined ? '≈' : ''}${sign}${text.slice(0, point)}${digits > 0 ? `.${text.slice(point)}` : ''}`;
}

function floor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b];
  while (right > 0n) [left, right] = [right, left % right];
  return left;
}
