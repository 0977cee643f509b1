import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until `check` stops throwing, and returns its result: the way to wait for an observable fact without guessing
 * how long it takes. Fails after `timeoutMs` (default 10,000) with what `check` threw last, so that the failure shows
 * how far things got. A check that hangs counts as one that throws.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 25 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const over = Symbol('over');
  const timer = new AbortController();
  const deadline = pause(timeoutMs, over, { signal: timer.signal }).catch(() => over);
  const started = performance.now();
  let attempts = 0;
  let last: unknown = new Error('the check did not answer');
  try {
    do {
      attempts++;
      try {
        const answer = await Promise.race([check(), deadline]);
        if (answer === over) break;
        return answer as T;
      } catch (error) {
        last = error;
      }
    } while (
      performance.now() - started < timeoutMs &&
      (await Promise.race([pause(everyMs), deadline])) !== over
    );
  } finally {
    timer.abort();
  }
  const shown = last instanceof Error ? last.message : String(last);
  throw new Error(`not within ${timeoutMs} ms (${attempts} attempts): ${shown}`, { cause: last });
}
