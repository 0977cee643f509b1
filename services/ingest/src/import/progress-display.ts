import type { Imported } from './import-facts.ts';
import { progressLine } from './progress-line.ts';

const SHOW_EVERY_MS = 200;
const SHOW_EVERY_WITHOUT_TERMINAL_MS = 10_000;

export interface ProgressDisplay {
  update(sofar: Imported): void;
  /** A sentence of its own, above the line that is rewritten. */
  say(text: string): void;
  end(): void;
}

/** The progress of an import on stderr: one line rewritten in place on a terminal, one every ten seconds elsewhere. */
export function progressDisplay(
  bytesRead: () => number,
  bytesTotal: number,
  rowsDone: number,
): ProgressDisplay {
  const terminal = process.stderr.isTTY;
  const begun = performance.now();
  let sofar: Imported = { rows: 0, facts: 0, refused: 0, passedOver: 0 };
  let heardAt = begun;
  // Time and rate are those of this run: what an earlier one did is passed over at another speed.
  let caughtUpAt = begun;
  let bytesDone = 0;
  const show = () => {
    const now = performance.now();
    const line = progressLine({
      ...sofar,
      rowsDone,
      bytesDone,
      bytesRead: bytesRead(),
      bytesTotal,
      elapsedMs: now - caughtUpAt,
      silentMs: now - heardAt,
    });
    process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(show, terminal ? SHOW_EVERY_MS : SHOW_EVERY_WITHOUT_TERMINAL_MS);
  return {
    update(now: Imported) {
      sofar = now;
      heardAt = performance.now();
      if (now.rows > rowsDone) return;
      caughtUpAt = heardAt;
      bytesDone = bytesRead();
    },
    say(text: string) {
      if (terminal) process.stderr.write('\r\u001b[K');
      process.stderr.write(`${text}\n`);
    },
    end() {
      clearInterval(timer);
      if (terminal) process.stderr.write('\r\u001b[K');
    },
  };
}
