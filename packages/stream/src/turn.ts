/** How long one may have the event loop, in milliseconds. */
const TURN_MS = 4;

const waiting: ((until: number) => void)[] = [];

/**
 * Waits for a turn on the event loop, and returns the moment, in milliseconds of `performance.now()`, at which it ends.
 * Between two rounds of the loop one gets a turn and no more: where each of eight batches took a breath of its own, all
 * eight went on in the same round, and a timer waited for the sum of them.
 */
export function turn(): Promise<number> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

function next(): void {
  waiting.shift()?.(performance.now() + TURN_MS);
  if (waiting.length > 0) setImmediate(next);
}
