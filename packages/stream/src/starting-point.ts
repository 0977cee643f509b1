/** What is known of a partition when it is given to us. Offsets of the message that is next. */
export interface KnownOffsets {
  /** What the group has committed; undefined where it never did, or the brokers have forgotten it. */
  readonly committed: number | undefined;
  /** How far the service's own store is: undefined without an entry, `none` without such a store. */
  readonly saved: number | 'none' | undefined;
  /** Behind the newest message, where somebody has asked. */
  readonly end: number | undefined;
}

/** Where a partition is read from. */
export interface StartingPoint {
  /** Offset that must be the next one; anything behind it means that messages are gone. Undefined where any will do. */
  readonly next: number | undefined;
  /** Whether the consumer has to be moved there: by itself it would begin at the commit. */
  readonly seek: boolean;
  /** Messages before this one may have been done by somebody whose work the store has lost. */
  readonly readAgainUntil: number;
}

/**
 * Begins at what was committed, or at what the store has where that is less: a store that lost its last writes gets
 * them again.
 */
export function startingPoint({ committed, saved, end }: KnownOffsets): StartingPoint {
  const stored = saved === 'none' ? committed : saved;
  // Nothing was committed, or kafkajs has taken the commit back already because it points at nothing: it begins at the
  // first message there is, which must not lie behind what the store has.
  if (committed === undefined) return { next: stored, seek: false, readAgainUntil: 0 };
  const from = Math.min(stored ?? 0, committed);
  if (from === committed) return { next: committed, seek: false, readAgainUntil: 0 };
  // Not only what was committed: what was done last was announced, and perhaps not committed any more. And not all that
  // was committed: a commit beyond the end is never reached.
  return { next: from, seek: true, readAgainUntil: end ?? committed };
}
