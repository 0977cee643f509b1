import { count } from './described.ts';
import type { Stage } from './rebuild.ts';

const SHOW_EVERY_MS = 200;
const SHOW_EVERY_WITHOUT_TERMINAL_MS = 5_000;

/** One line on a terminal, a line now and then elsewhere. */
export function progressDisplay() {
  const terminal = process.stderr.isTTY;
  const begun = performance.now();
  let shownAt = Number.NEGATIVE_INFINITY;
  let last: Stage | undefined;
  return {
    update(stage: Stage, done: number, total: number): void {
      const now = performance.now();
      const every = terminal ? SHOW_EVERY_MS : SHOW_EVERY_WITHOUT_TERMINAL_MS;
      if (stage === last && now - shownAt < every) return;
      [last, shownAt] = [stage, now];
      const line = lineOf(stage, done, total, (now - begun) / 1_000);
      process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    clear(): void {
      if (terminal) process.stderr.write('\r\u001b[K');
    },
  };
}

function lineOf(stage: Stage, done: number, total: number, seconds: number): string {
  switch (stage) {
    case 'folding':
      return `folding ${count(done)} of ${count(total)} facts · ${count(done / Math.max(seconds, 0.001))}/s`;
    case 'comparing':
      return `comparing · ${count(done)} orders and buyers`;
    case 'waiting':
      return `differences may only be on their way · look ${done} of ${total}`;
    case 'mending':
      return `putting in order ${count(done)} of ${count(total)}`;
  }
}
