// Loaded by `--import` before a program that the bootstrap runs: ends the program when the bootstrap was killed, first
// politely. `STAMKUNDE_BOOTSTRAP` holds the bootstrap's process id and the milliseconds of politeness.
//
// The variable is taken away at once, and the id compared: this file is loaded again in the program's workers, which
// inherit its flags, and they have a parent of their own to look after them.
import { followParent } from './follow.mjs';

const [bootstrap = 0, stopTimeoutMs] = (process.env['STAMKUNDE_BOOTSTRAP'] ?? '').split(' ').map(Number);
delete process.env['STAMKUNDE_BOOTSTRAP'];

if (bootstrap > 0) {
  followParent(bootstrap, () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), stopTimeoutMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
