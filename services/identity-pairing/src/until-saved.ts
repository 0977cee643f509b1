import { Unavailable } from '@stamkunde/stream';

/**
 * With two writers at work, one of them is on its way out; it loses once or twice, not for ever. If it does, waiting
 * and trying the batch again is all that is left.
 */
const ATTEMPTS_MAX = 5;

/**
 * Does a round for these keys, and again for those that somebody else changed between reading and writing, each time
 * on what has been read afresh. Throws `Unavailable` when that does not come to an end.
 *
 * @param round reads, evolves and saves; returns the keys it lost
 */
export async function untilSaved(
  keys: readonly string[],
  round: (keys: readonly string[]) => Promise<readonly string[]>,
): Promise<void> {
  let open = keys;
  for (let attempt = 1; open.length > 0; attempt++) {
    if (attempt > ATTEMPTS_MAX) {
      throw new Unavailable(
        'mongodb',
        new Error(`${open.length} documents change faster than they can be read`),
      );
    }
    open = await round(open);
  }
}
