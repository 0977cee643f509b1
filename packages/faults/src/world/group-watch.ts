import { topics } from '@stamkunde/contracts';
import { type Lookout, lagOf } from '@stamkunde/sandbox';

const pollMs = 150;
const read = [topics.orderLines.name, topics.buyerOrders.name];
const said = [topics.orders.name, topics.purchaseTotals.name];

/** One look at a consumer group. */
export interface Look {
  /** Grows with everything the group gets done: what it has committed, and what it has said. */
  readonly done: number;
  /** Messages that wait for it. */
  readonly lag: number;
}

/**
 * Keeps looking at how far a group has come, from outside: offsets on the broker and nothing else. While the broker is
 * away nothing is seen, and the time without progress goes on.
 */
export class GroupWatch {
  /** Longest time in milliseconds in which there was work and none of it got done. */
  longestStandstillMs = 0;
  /** Milliseconds from each lifted fault to the first progress after it. */
  readonly recoveriesMs: number[] = [];
  latest: Look = { done: 0, lag: 0 };
  readonly #lookout: Lookout;
  readonly #group: string;
  #lifted: { at: number; done: number } | undefined;
  #progressAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(lookout: Lookout, group: string) {
    this.#lookout = lookout;
    this.#group = group;
  }

  start(): void {
    this.#progressAt = performance.now();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /**
   * The fault is over, or its moment has come: from here on the time until the next progress counts as recovery. What
   * was already done by now does not.
   */
  async lifted(at = performance.now()): Promise<void> {
    const { done } = await this.look();
    this.#lifted = { at, done };
  }

  /** A fault was lifted, and nothing has been done since. */
  get isRecovering(): boolean {
    return this.#lifted !== undefined;
  }

  async look(): Promise<Look> {
    // In this order: what is counted as done must be old when the ends are read.
    const committed = await this.#lookout.committed(this.#group, read);
    const ends = await this.#lookout.ends([...read, ...said]);
    let done = 0;
    for (const offset of committed.values()) done += offset;
    for (const [place, offset] of ends)
      if (said.some((topic) => place.startsWith(`${topic}/`))) done += offset;
    const lag = read.reduce((sum, topic) => sum + lagOf(topic, ends, committed), 0);
    return { done, lag };
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#note().finally(() => {
        if (!this.#stopped) this.#schedule();
      });
    }, pollMs);
  }

  async #note(): Promise<void> {
    const look = await this.look().catch(() => undefined);
    // The broker is away: seen when it is back.
    if (look === undefined) return;
    const now = performance.now();
    const hadWork = this.latest.lag > 0;
    if (hadWork) this.longestStandstillMs = Math.max(this.longestStandstillMs, now - this.#progressAt);
    if (look.done > this.latest.done || look.lag === 0) this.#progressAt = now;
    if (this.#lifted !== undefined && look.done > this.#lifted.done) {
      this.recoveriesMs.push(now - this.#lifted.at);
      this.#lifted = undefined;
    }
    this.latest = look;
  }
}
