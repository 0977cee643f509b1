import { formatMoney, type Money, type Order, type PurchaseTotals } from '@stamkunde/contracts';
import type { Answer } from './fact-sender.ts';
import type { Step } from './story.ts';
import type { Sightings } from './watch-topics.ts';

/** What the page shows: small, without personal data, and the same for everybody who looks. */
export interface BoardState {
  readonly startedAt: number;
  readonly versions: readonly string[];
  /** Where the demo shop is, once it is open. */
  readonly shopUrl: string | undefined;
  readonly counts: {
    /** Facts sent to ingest, and how many it took or refused. */
    readonly sent: number;
    readonly taken: number;
    readonly refusedAtHttp: number;
    /** Messages on `order-lines`. */
    readonly facts: number;
    readonly orders: number;
    readonly buyers: number;
    /** Seats that count, and those taken back. */
    readonly seats: number;
    readonly cancellations: number;
    readonly refusals: number;
    readonly buyerOrders: number;
    readonly factsPerMinute: number;
  };
  readonly lag: Readonly<Record<string, number>>;
  readonly story: {
    readonly orderId: string;
    readonly seats: readonly Seat[];
    readonly steps: readonly Step[];
  };
  readonly orders: readonly OrderCard[];
  readonly refused: readonly {
    readonly where: string;
    readonly reason: string;
    readonly detail: string;
    readonly at: number;
  }[];
}

export interface Seat {
  readonly name: string;
  readonly state: 'waiting' | 'taken' | 'cancelled';
}

export interface OrderCard {
  readonly orderId: string;
  readonly product: string;
  readonly total: string;
  readonly pieces: number;
  readonly note: string;
  readonly at: number;
  readonly lines: readonly { readonly name: string; readonly cancelled: boolean }[];
  readonly more: number;
}

export interface OrderInBrief {
  readonly seats: number;
  readonly cancellations: number;
  readonly value: string;
}

export interface BuyerInBrief {
  readonly orders: number;
  readonly seats: number;
  readonly value: string;
}

const newestMax = 10;
const linesShownMax = 14;
/** Of each way: what is refused on a topic is rarer, and must not be pushed out. */
const refusedMax = 3;
const rateWindowMs = 60_000;

/** Gathers what is seen into what the page shows. */
export class Board implements Sightings {
  readonly startedAt = Date.now();
  story: BoardState['story'] = { orderId: '', seats: [], steps: [] };
  lag: Record<string, number> = {};
  shopUrl: string | undefined;
  /** Called whenever something has changed. */
  onChange: () => void = () => undefined;
  readonly #versions: readonly string[];
  readonly #orders = new Map<string, OrderInBrief>();
  readonly #buyers = new Map<string, BuyerInBrief>();
  readonly #newest = new Map<string, OrderCard>();
  readonly #waiting = new Set<() => boolean>();
  #refused: BoardState['refused'] = [];
  #factTimes: number[] = [];
  #counts = { sent: 0, taken: 0, refusedAtHttp: 0, facts: 0, refusals: 0, buyerOrders: 0 };

  constructor(versions: readonly string[]) {
    this.#versions = versions;
  }

  answered(sent: number, { factIds, faults }: Answer): void {
    this.#counts.sent += sent;
    this.#counts.taken += factIds.length;
    this.#counts.refusedAtHttp += sent - factIds.length;
    const [fault] = faults;
    if (fault !== undefined) this.#noteRefused('ingest, HTTP 422', fault.field, fault.message);
    this.#changed();
  }

  fact(): void {
    this.#counts.facts++;
    this.#factTimes.push(Date.now());
    this.#changed();
  }

  order(order: Order): void {
    const cancellations = order.lines.filter((line) => line.cancellations.length > 0).length;
    this.#orders.set(order.orderId, {
      seats: order.productCount,
      cancellations,
      value: worthOf(order.totals),
    });
    // Taken out first: what changed last stands at the end.
    this.#newest.delete(order.orderId);
    this.#newest.set(order.orderId, cardOf(order));
    for (const orderId of this.#newest.keys()) {
      if (this.#newest.size <= newestMax) break;
      this.#newest.delete(orderId);
    }
    this.#changed();
  }

  totals({ contactId, orderCount, productCount, spend }: PurchaseTotals): void {
    const value = worthOf(spend.map((one) => ({ ...one, amount: one.total })));
    this.#buyers.set(contactId, { orders: orderCount, seats: productCount, value });
    this.#changed();
  }

  buyerOrder(): void {
    this.#counts.buyerOrders++;
    this.#changed();
  }

  refusal({
    topic,
    reason,
    detail,
    status,
  }: {
    topic: string;
    reason: string;
    detail: string;
    status: string;
  }): void {
    if (status !== 'refused') return;
    this.#counts.refusals++;
    this.#noteRefused(`topic ${topic}`, reason, detail);
    this.#changed();
  }

  orderNamed(orderId: string): OrderInBrief | undefined {
    return this.#orders.get(orderId);
  }

  buyerKnownAs(contactId: string): BuyerInBrief | undefined {
    return this.#buyers.get(contactId);
  }

  /** Resolves when `check` is true; it is asked after each change. */
  until(check: () => boolean): Promise<void> {
    if (check()) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = () => {
        if (check()) resolve();
        return check();
      };
      this.#waiting.add(waiting);
    });
  }

  state(): BoardState {
    const since = Date.now() - rateWindowMs;
    this.#factTimes = this.#factTimes.filter((at) => at > since);
    const minutes = Math.min(1, Math.max(1, Date.now() - this.startedAt) / rateWindowMs);
    const all = [...this.#orders.values()];
    return {
      startedAt: this.startedAt,
      versions: this.#versions,
      shopUrl: this.shopUrl,
      counts: {
        ...this.#counts,
        orders: all.filter(({ seats }) => seats > 0).length,
        buyers: [...this.#buyers.values()].filter(({ orders }) => orders > 0).length,
        seats: all.reduce((sum, { seats }) => sum + seats, 0),
        cancellations: all.reduce((sum, { cancellations }) => sum + cancellations, 0),
        factsPerMinute: Math.round(this.#factTimes.length / minutes),
      },
      lag: this.lag,
      story: this.story,
      orders: [...this.#newest.values()].reverse(),
      refused: this.#refused,
    };
  }

  #noteRefused(where: string, reason: string, detail: string): void {
    const earlier = this.#refused.filter((one) => one.where === where).slice(0, refusedMax - 1);
    const others = this.#refused.filter((one) => one.where !== where);
    this.#refused = [{ where, reason, detail, at: Date.now() }, ...earlier, ...others].sort(
      (a, b) => b.at - a.at,
    );
  }

  #changed(): void {
    for (const waiting of this.#waiting) if (waiting()) this.#waiting.delete(waiting);
    this.onChange();
  }
}

function worthOf(amounts: readonly Pick<Money, 'amount' | 'scale' | 'currency'>[]): string {
  return amounts.map(formatMoney).join(' + ');
}

function cardOf(order: Order): OrderCard {
  const known = order.lines.find(({ bought }) => bought?.productName != null);
  return {
    orderId: order.orderId,
    product: known?.bought?.productName ?? '',
    total: worthOf(order.totals),
    pieces: order.productCount,
    note: order.annulled ? 'annulled' : order.buyer === null ? 'a guest' : '',
    at: Date.now(),
    lines: [...order.lines]
      .sort((a, b) => a.lineId.localeCompare(b.lineId, 'en', { numeric: true }))
      .slice(0, linesShownMax)
      .map(({ lineId, quantity }) => ({ name: lineId, cancelled: quantity === 0 })),
    more: Math.max(0, order.lines.length - linesShownMax),
  };
}
