import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 50;

/**
 * Asks `check` until it answers true. An error from it counts as "not yet"; the last one is told when `timeoutMs`
 * is over. `abort` is asked between two tries and throws to give up earlier.
 */
export async function waitUntil(
  what: string,
  check: () => Promise<boolean>,
  { timeoutMs, abort }: { timeoutMs: number; abort?: () => Promise<void> },
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    await abort?.();
    try {
      if (await check()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`${what} was not ready after ${timeoutMs} ms`, { cause: last });
    await pause(pollMs);
  }
}
