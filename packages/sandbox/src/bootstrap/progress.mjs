// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is installed or built.
const redrawMs = 200;
const out = process.stderr;

/** @typedef {{ what: string, beganAt: number }} Task */

/** @type {Set<Task>} */
const running = new Set();
/** @type {NodeJS.Timeout | undefined} */
let timer;

/**
 * Says on stderr that something has begun, and returns how to say that it ended. On a terminal everything that
 * runs shares one line with the time elapsed; elsewhere there is one line at the start and one at the end. What ends
 * within `quietMs` is not mentioned at all.
 *
 * @param {string} what
 * @param {{ quietMs?: number }} [options]
 * @returns {(note?: string) => void}
 */
export function begin(what, { quietMs = 0 } = {}) {
  /** @type {Task} */
  const task = { what, beganAt: Date.now() };
  const late = quietMs > 0 ? setTimeout(show, quietMs, task).unref() : undefined;
  if (!late) show(task);
  return (note = 'done') => {
    clearTimeout(late);
    if (!running.delete(task)) return;
    if (out.isTTY) out.write('\r\x1b[2K');
    out.write(`${what}: ${note}, ${elapsed(task)}\n`);
    if (running.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** @param {Task} task */
function show(task) {
  running.add(task);
  if (!out.isTTY) out.write(`${task.what} …\n`);
  else {
    timer ??= setInterval(redraw, redrawMs).unref();
    redraw();
  }
}

function redraw() {
  const line = [...running].map((task) => `${task.what} … ${elapsed(task)}`).join('  ·  ');
  out.write(`\r\x1b[2K${line.slice(0, widthOf(out))}`);
}

/**
 * Characters of a line that is written over: one less than the terminal has, or it would wrap. A terminal that does not
 * know its width says 0, or nothing.
 *
 * @param {{ columns?: number }} terminal
 */
export function widthOf({ columns }) {
  return Math.max(20, (columns || 80) - 1);
}

/** @param {{ beganAt: number }} task */
function elapsed(task) {
  const ms = Date.now() - task.beganAt;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
