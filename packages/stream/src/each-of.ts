/** Under way at once: while one waits for the database, another is folded. */
const AT_ONCE = 2;

/**
 * Does something for each of a list, two at a time. Once something has gone wrong nothing else is begun; throws the first
 * of it when nothing is under way any more, so that whoever tries again is alone.
 */
export async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  let isWrong = false;
  const worker = async () => {
    for (const one of left) {
      try {
        await work(one);
      } catch (error) {
        isWrong = true;
        throw error;
      }
      if (isWrong) return;
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const one of workers) if (one.status === 'rejected') throw one.reason;
}
