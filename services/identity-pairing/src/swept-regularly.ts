import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '@stamkunde/stream';

/**
 * Does something again and again, with a pause in between, until it is stopped. What is away is waited for until the next
 * time; anything else ends the process.
 *
 * @returns stops it; resolves when it has stopped
 */
export function sweptRegularly(
  sweep: (signal: AbortSignal) => Promise<void>,
  { intervalMs, onBug }: { readonly intervalMs: number; readonly onBug: (error: unknown) => void },
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      await sweep(signal).catch((error: unknown) => {
        if (!(error instanceof Unavailable)) onBug(error);
      });
      await pause(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return () => {
    stopping.abort();
    return running;
  };
}
