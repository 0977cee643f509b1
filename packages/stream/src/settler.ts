import { backOff } from './back-off.ts';
import type { Position, ProgressStore } from './offsets.ts';
import type { StreamSettings } from './settings.ts';
import type { Slot } from './slot.ts';
import type { StreamEvents } from './stream-events.ts';
import { Unavailable } from './unavailable.ts';

export interface SettlerOptions {
  readonly progress: ProgressStore | undefined;
  /** Throws `Unavailable`, also when the group is rebalancing. */
  readonly commit: (positions: readonly Position[]) => Promise<void>;
  readonly settings: StreamSettings;
  readonly events: StreamEvents;
  readonly onBug: (error: unknown) => void;
}

/**
 * Writes down how far the slots are, behind the lanes' backs, so that no batch waits for it: first in the service's own
 * store, then at the broker. In this order, because a commit ahead of the progress would tell that something is safe
 * which the store may yet lose.
 */
export class Settler {
  private readonly options: SettlerOptions;
  private readonly due = new Set<Slot>();
  private timer: NodeJS.Timeout | undefined;
  private settling: Promise<void> | undefined;

  constructor(options: SettlerOptions) {
    this.options = options;
  }

  /** A slot got further; it is written down soon. */
  note(slot: Slot): void {
    this.due.add(slot);
    this.schedule(this.options.settings.commitIntervalMs);
  }

  /** Writes down everything noted so far; gives up when something is away. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.settling;
    try {
      await this.settle();
    } catch (error) {
      if (!(error instanceof Unavailable)) this.options.onBug(error);
    }
  }

  private schedule(ms: number): void {
    if (this.timer !== undefined || this.settling !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.settling = this.settleForSure().finally(() => {
        this.settling = undefined;
        if (this.due.size > 0) this.schedule(this.options.settings.commitIntervalMs);
      });
    }, ms);
  }

  private async settleForSure(): Promise<void> {
    const { settings, events, onBug } = this.options;
    const waits = backOff(settings.retryWaitMinMs, settings.retryWaitMaxMs);
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        return await this.settle();
      } catch (error) {
        if (!(error instanceof Unavailable)) return onBug(error);
        events.retry(error.dependency);
        await new Promise((resolve) => setTimeout(resolve, waits.next()));
      }
    }
  }

  private async settle(): Promise<void> {
    const reached = new Map<Slot, number>();
    for (const slot of this.due) {
      if (slot.released || slot.done === undefined || slot.done === slot.settled) this.due.delete(slot);
      else reached.set(slot, slot.done);
    }
    if (reached.size === 0) return;
    await this.options.progress?.save(positionsOf(reached));
    for (const slot of reached.keys()) if (slot.released) reached.delete(slot);
    // What is read again stays committed: a process that dies over it must see that the store is behind.
    const committable = [...reached].filter(([slot, offset]) => offset >= slot.readAgainUntil);
    await this.options.commit(positionsOf(new Map(committable)));
    for (const [slot, offset] of reached) {
      slot.settled = offset;
      if (slot.done === offset) this.due.delete(slot);
    }
  }
}

function positionsOf(reached: ReadonlyMap<Slot, number>): Position[] {
  return [...reached].map(([{ topic, partition }, offset]) => ({ topic, partition, offset }));
}
