import { widthOf } from '../bootstrap/progress.mjs';

const redrawMs = 100;
const lineEveryMs = 5_000;

export interface LiveLine {
  /** What is going on now; cheap to call often. */
  show(text: string): void;
  /** The last word, which stays. */
  end(text: string): void;
}

/**
 * One line on stderr that keeps changing: in place on a terminal; elsewhere a new one every five seconds, so that a log
 * shows that something moves.
 */
export function liveLine(out: NodeJS.WriteStream = process.stderr): LiveLine {
  let shownAt = out.isTTY ? Number.NEGATIVE_INFINITY : performance.now();
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < (out.isTTY ? redrawMs : lineEveryMs)) return;
      shownAt = now;
      out.write(out.isTTY ? `\r\x1b[2K${text.slice(0, widthOf(out))}` : `${text}\n`);
    },
    end(text) {
      out.write(`${out.isTTY ? '\r\x1b[2K' : ''}${text}\n`);
    },
  };
}
