/** Waits that double from `minMs` to `maxMs`, each shortened by up to a quarter so that many do not ask at once. */
export function backOff(minMs: number, maxMs: number): { next(): number; reset(): void } {
  let ms = minMs;
  return {
    next() {
      const wait = ms * (1 - Math.random() / 4);
      ms = Math.min(ms * 2, maxMs);
      return wait;
    },
    reset() {
      ms = minMs;
    },
  };
}
