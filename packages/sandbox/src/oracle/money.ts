import type { Basis, Money } from '@stamkunde/contracts';
import { decimalsOf, type Exact, ofUnits, plus, rounded, zero } from './exact.ts';

/** Decimals of the minor unit where ISO 4217 has others than two. */
const minorUnits: readonly (readonly [decimals: number, currencies: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** Sums by currency and basis, which are never added to each other. */
export class Purse {
  readonly #sums = new Map<string, Exact>();

  add(kind: { readonly currency: string; readonly basis: Basis }, amount: Exact): void {
    const name = `${kind.currency} ${kind.basis}`;
    this.#sums.set(name, plus(this.#sums.get(name) ?? zero, amount));
  }

  get(currency: string, basis: Basis): Exact | undefined {
    return this.#sums.get(`${currency} ${basis}`);
  }

  /** By currency, then basis. */
  entries(): readonly { readonly currency: string; readonly basis: Basis; readonly sum: Exact }[] {
    return [...this.#sums].sort(byName).map(([name, sum]) => {
      const [currency = '', basis] = name.split(' ');
      return { currency, basis: basis as Basis, sum };
    });
  }
}

export function exactOf(money: Pick<Money, 'amount' | 'scale'>): Exact {
  return ofUnits(money.amount, money.scale);
}

/** Fewest decimals that carry all of these amounts and the minor unit of their currency. */
export function scaleOf(currency: string, ...amounts: readonly Exact[]): number {
  const least = minorUnits.find(([, names]) => names.split(' ').includes(currency))?.[0] ?? 2;
  return amounts.reduce((scale, amount) => Math.max(scale, decimalsOf(amount, least) ?? 6), least);
}

/** An amount in the one form that equal amounts share. */
export function moneyOf(amount: Exact, currency: string, basis: Basis): Money {
  const scale = scaleOf(currency, amount);
  return { amount: rounded(amount, scale), scale, currency, basis };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
