import type { Trace } from './delivered.ts';

/** A message on its way out. */
export interface Outgoing {
  readonly topic: string;
  readonly key: string;
  /** In Confluent framing; null is a tombstone. */
  readonly value: Buffer | null;
  readonly trace: Trace;
  /** CloudEvents attributes that are not the same for all messages of this process. */
  readonly event: {
    /** Unique per source: a factId, or key and rev of a snapshot. */
    readonly id: string;
    /** What the value is, past tense for facts, a noun for snapshots: `LineBought`, `Order`. */
    readonly type: string;
    /** When it happened, milliseconds since 1970; now when absent. */
    readonly time?: number;
  };
}

/**
 * Sends messages and returns when all in-sync replicas have them. Messages of one key arrive in the order given.
 * Throws `Unavailable` when that did not work out; some may have arrived then, and sending all of them again is right.
 */
export type Publish = (messages: readonly Outgoing[]) => Promise<void>;
