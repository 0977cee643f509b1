import type { Outcome } from './domain/attribution.ts';
import type { EventStore } from './event-store.ts';

export interface SweepEventsPorts {
  readonly events: Pick<EventStore, 'expire'>;
  readonly now: () => number;
  readonly onRemoved: (outcome: Outcome, events: number) => void;
}

/** Events that are removed in one step. */
const EVENTS_AT_ONCE = 1_000;

/**
 * Forgets events whose time is up and of which nobody was ever told. Any number of processes may do so at once: each
 * event is removed by one of them, and counted there.
 */
export function sweepEvents({ events, now, onRemoved }: SweepEventsPorts) {
  return async function sweep(signal: AbortSignal): Promise<void> {
    const moment = now();
    for (;;) {
      const removed = await events.expire(moment, EVENTS_AT_ONCE);
      for (const [outcome, count] of removed) onRemoved(outcome, count);
      if (removed.size === 0 || signal.aborted) return;
    }
  };
}
