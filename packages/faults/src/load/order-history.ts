import { contactIdOf, factIdOf, type Money, type OrderLineFact } from '@stamkunde/contracts';
import type { Chance } from '@stamkunde/sandbox';

const siteIds = ['theatre', 'museum', 'concert-hall'] as const;
const buyersPerSite = 40;

/** Prices in one kind of money per site; the last one has three decimals. */
const kinds: Readonly<Record<string, Pick<Money, 'scale' | 'currency' | 'basis'>>> = {
  theatre: { scale: 2, currency: 'DKK', basis: 'gross' },
  museum: { scale: 2, currency: 'EUR', basis: 'net' },
  'concert-hall': { scale: 3, currency: 'KWD', basis: 'gross' },
};

/** Times of facts count from here; what time it is now must not show in a seeded run. */
const firstDay = Date.UTC(2024, 0, 1);

export interface OrderName {
  readonly siteId: string;
  readonly orderId: string;
}

/** An order at a site by chance, its id made of `series` and `number`. */
export function orderName(luck: Chance, series: string, number: number): OrderName {
  return { siteId: luck.oneOf(siteIds), orderId: `${series}-${number}` };
}

/**
 * All facts of one order in the order in which they happened: lines and corrections of them, cancellations in part and
 * whole, of lines nobody ever bought, too, annulment and reinstatement, a change of hands, guests, and statements that
 * contradict each other at the same version.
 */
export function orderHistory(luck: Chance, name: OrderName): OrderLineFact[] {
  const history = new History(luck, name);
  const lines = luck.happens(0.04) ? luck.between(15, 40) : luck.between(1, 5);
  for (let line = 1; line <= lines; line++) history.line(`L${line}`);
  if (luck.happens(0.03)) history.cancel('L-unseen', null);
  if (luck.happens(0.12)) history.changeHands();
  if (luck.happens(0.1)) history.annul();
  return history.facts;
}

/** A line as simple as can be, of which only the ids matter. */
export function oneLine(
  { siteId, orderId }: OrderName,
  lineId: string,
  more: Partial<OrderLineFact> = {},
): OrderLineFact {
  return {
    ...nothingStated,
    factId: factIdOf(siteId, orderId, 'line', lineId),
    siteId,
    orderId,
    type: 'LineBought',
    version: firstDay,
    occurredAt: firstDay,
    lineId,
    quantity: 1,
    ...more,
  };
}

const nothingStated = {
  origin: 'live',
  correlationId: 'faults',
  lineId: null,
  cancellationId: null,
  quantity: null,
  productId: null,
  productName: null,
  unitPrice: null,
  buyer: null,
  buyerAddress: null,
  country: null,
  reference: null,
} as const;

class History {
  readonly facts: OrderLineFact[] = [];
  readonly #luck: Chance;
  readonly #name: OrderName;
  readonly #buyer: string | null;
  #at: number;

  constructor(luck: Chance, name: OrderName) {
    this.#luck = luck;
    this.#name = name;
    this.#at = firstDay + luck.between(0, 300) * 86_400_000;
    this.#buyer = luck.happens(0.08) ? '' : luck.happens(0.1) ? null : this.#someone();
  }

  line(lineId: string): void {
    const luck = this.#luck;
    const bought = this.#bought(lineId);
    if (luck.happens(0.1)) this.#bought(lineId);
    // Two tills, one moment: only one of them can be right, and everybody must pick the same.
    if (luck.happens(0.06)) this.#bought(lineId, { version: bought.version, reference: 'second till' });
    if (luck.happens(0.2)) this.cancel(lineId, luck.between(1, bought.quantity ?? 1));
    if (luck.happens(0.08)) this.cancel(lineId, luck.between(1, 3));
    if (luck.happens(0.08)) this.cancel(lineId, null);
    if (luck.happens(0.05)) this.#bought(lineId);
  }

  cancel(lineId: string, quantity: number | null): void {
    const cancellationId = `C${this.facts.length}`;
    this.#add('LineCancelled', { lineId, cancellationId, quantity });
    // The same cancellation, heard of from somebody who knows less of it.
    if (this.#luck.happens(0.05)) {
      this.#add('LineCancelled', { lineId, cancellationId, quantity: quantity === null ? 1 : null });
    }
  }

  changeHands(): void {
    const buyer = this.#luck.happens(0.2) ? '' : this.#someone();
    this.#add('OrderDescribed', { buyer, country: this.#luck.oneOf(['Denmark', 'Czechia', null]) });
  }

  annul(): void {
    const { version } = this.#add('OrderAnnulled', {});
    if (this.#luck.happens(0.4)) this.#add('OrderReinstated', {});
    else if (this.#luck.happens(0.2)) this.#add('OrderReinstated', { version });
  }

  #bought(lineId: string, more: Partial<OrderLineFact> = {}): OrderLineFact {
    const luck = this.#luck;
    const kind = kinds[this.#name.siteId];
    const amount = luck.between(1, 99_999);
    return this.#add('LineBought', {
      lineId,
      quantity: luck.happens(0.03) ? 0 : luck.between(1, 6),
      productId: `P${luck.between(1, 30)}`,
      productName: luck.oneOf(['Hamlet', 'Späti – „heute“', 'Mug, blue', '']),
      unitPrice:
        kind === undefined || luck.happens(0.05)
          ? null
          : { amount: amount % 10 === 0 ? amount + 1 : amount, ...kind },
      buyer: this.#buyer,
      country: luck.happens(0.3) ? 'Denmark' : null,
      ...more,
    });
  }

  #add(type: OrderLineFact['type'], more: Partial<OrderLineFact>): OrderLineFact {
    this.#at += this.#luck.between(1, 100_000);
    const { siteId, orderId } = this.#name;
    const fact: OrderLineFact = {
      ...nothingStated,
      factId: factIdOf(siteId, orderId, this.facts.length),
      siteId,
      orderId,
      type,
      version: this.#at,
      occurredAt: this.#at,
      ...more,
    };
    this.facts.push(fact);
    return fact;
  }

  #someone(): string {
    return contactIdOf(this.#name.siteId, `buyer-${this.#luck.between(1, buyersPerSite)}@example.org`);
  }
}
