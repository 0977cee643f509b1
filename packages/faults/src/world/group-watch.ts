import { topics } from '@stamkunde/contracts';
import type { Lookout } from '@stamkunde/sandbox';

const pollMs = 150;
const watched = [topics.orderLines.name, topics.buyerOrders.name];

/** One look at a consumer group. */
export interface Look {
  /** Messages of each partition that the group has done, by `topic/partition`. */
  readonly done: ReadonlyMap<string, number>;
  /** Messages of each partition that wait for it. */
  readonly waiting: ReadonlyMap<string, number>;
  /** All that wait. */
  readonly lag: number;
}

/**
 * Keeps looking at how far a group has come, from outside: what it has committed, and what stands on its topics. While
 * the broker is away nothing is seen, and the time without progress goes on.
 */
export class GroupWatch {
  /** Longest time in milliseconds in which a partition had work and none of it got done. */
  longestStandstillMs = 0;
  /** Milliseconds from each lifted fault until every partition that had work had got on with it. */
  readonly recoveriesMs: number[] = [];
  latest: Look = { done: new Map(), waiting: new Map(), lag: 0 };
  readonly #lookout: Lookout;
  readonly #group: string;
  /** When each partition moved last, or had nothing to do. */
  readonly #movedAt = new Map<string, number>();
  #lifted: { readonly at: number; readonly done: Look['done'] } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(lookout: Lookout, group: string) {
    this.#lookout = lookout;
    this.#group = group;
  }

  start(): void {
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** The fault is over, or its moment has come: from here on the time until all goes on counts as recovery. */
  async lifted(at = performance.now()): Promise<void> {
    const { done } = await this.look();
    this.#lifted = { at, done };
  }

  /** A fault was lifted, and not everything goes on yet. */
  get isRecovering(): boolean {
    return this.#lifted !== undefined;
  }

  async look(): Promise<Look> {
    // In this order: what is counted as done must be old when the ends are read.
    const done = await this.#lookout.committed(this.#group, watched);
    const ends = await this.#lookout.ends(watched);
    const waiting = new Map(
      [...ends].map(([place, end]) => [place, Math.max(0, end - (done.get(place) ?? 0))]),
    );
    let lag = 0;
    for (const messages of waiting.values()) lag += messages;
    return { done, waiting, lag };
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
    for (const [place, messages] of look.waiting) {
      const movedAt = this.#movedAt.get(place);
      const had = this.latest.waiting.get(place) ?? 0;
      if (had > 0 && movedAt !== undefined)
        this.longestStandstillMs = Math.max(this.longestStandstillMs, now - movedAt);
      if (movedAt === undefined || messages === 0 || hasMoved(place, look, this.latest.done))
        this.#movedAt.set(place, now);
    }
    if (this.#lifted !== undefined && goesOn(look, this.#lifted.done)) {
      this.recoveriesMs.push(now - this.#lifted.at);
      this.#lifted = undefined;
    }
    this.latest = look;
  }
}

function hasMoved(place: string, { done }: Look, before: Look['done']): boolean {
  return (done.get(place) ?? 0) > (before.get(place) ?? 0);
}

/** Something got done since, and there is no partition whose work waits as it did. */
function goesOn(look: Look, before: Look['done']): boolean {
  const places = [...look.waiting.keys()];
  return (
    places.some((place) => hasMoved(place, look, before)) &&
    places.every((place) => look.waiting.get(place) === 0 || hasMoved(place, look, before))
  );
}
