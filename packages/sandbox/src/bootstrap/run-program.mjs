// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is built.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { environmentOf } from './build.mjs';
import { followParent } from './follow.mjs';

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'];
/** One press of Ctrl-C arrives twice under npm: from the terminal, and handed on by npm. */
const sameSignalMs = 400;
/** For a program whose bootstrap was killed. */
const stopTimeoutMs = 15_000;
const followUrl = new URL('./follow-bootstrap.mjs', import.meta.url);

/**
 * Runs a program on the pinned Node and resolves with its exit code (128 + number for a signal, as in a shell).
 *
 * It gets a session of its own, so that each signal reaches it once, through here, however it was sent: a press of
 * Ctrl-C goes to everybody in the terminal's foreground group, a `kill` only to one process.
 *
 * @param {string} node
 * @param {string} root
 * @param {readonly string[]} args flags for Node, the program, its arguments
 * @returns {Promise<number>}
 */
export function runProgram(node, root, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, ['--import', followUrl.href, ...args], {
      stdio: 'inherit',
      detached: true,
      env: { ...environmentOf(root), STAMKUNDE_BOOTSTRAP: `${process.pid} ${stopTimeoutMs}` },
    });
    /** @type {Map<string, number>} */
    const last = new Map();
    for (const signal of forwarded) {
      process.on(signal, () => {
        const now = Date.now();
        const again = now - (last.get(signal) ?? 0) < sameSignalMs;
        last.set(signal, now);
        if (!again || signal === 'SIGWINCH') child.kill(signal);
      });
    }
    // npm outlives its scripts, unless it is killed; a shell may well end before what it started. The scripts say
    // `exec`: a shell between npm and this process would neither hand on signals nor end with npm.
    if (process.env['npm_lifecycle_event']) followParent(process.ppid, () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
