// Loaded by `--import` before a program that the bootstrap runs: ends the program when the bootstrap was killed.
//
// The variable is taken away at once, and the id compared: this file is loaded again in the program's workers, which
// inherit its flags, and they have a parent of their own to look after them.
import { followParent } from './follow.mjs';

const stopTimeoutMs = 15_000;
const bootstrap = Number(process.env['STAMKUNDE_BOOTSTRAP_PID'] ?? 0);
delete process.env['STAMKUNDE_BOOTSTRAP_PID'];

if (bootstrap > 0) {
  followParent(bootstrap, () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), stopTimeoutMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
