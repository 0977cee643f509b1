/** Slices under way at once: while one waits for the database, another is folded. */
const AT_ONCE = 2;

/**
 * Does something for slices of a list, a few at a time, so that what is in memory is bounded by the slice and not by
 * the list. Once something has gone wrong no other slice is begun; throws the first of it when none is under way any more,
 * so that whoever tries again is alone.
 */
export async function eachSlice<T>(
  all: readonly T[],
  sliceMax: number,
  work: (slice: readonly T[]) => Promise<void>,
): Promise<void> {
  let at = 0;
  let isWrong = false;
  const worker = async () => {
    while (at < all.length && !isWrong) {
      const slice = all.slice(at, at + sliceMax);
      at += sliceMax;
      try {
        await work(slice);
      } catch (error) {
        isWrong = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const one of workers) if (one.status === 'rejected') throw one.reason;
}
