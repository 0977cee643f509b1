// The process behind `watchdog.ts`. Plain JavaScript, so that it starts alike from the sources and from dist.
//
// It reads lines from stdin and remembers them. When stdin ends, however its owner ended, it ends every process
// group and container it still knows, removes the folders, and leaves. It lives in a session of its own, so that
// Ctrl-C in the owner's terminal does not reach it.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const graceMs = 2_500;
const pollMs = 50;
/** @type {Record<string, Set<string>>} */
const known = { group: new Set(), container: new Set(), folder: new Set() };

for await (const line of createInterface({ input: process.stdin })) {
  const [, sign, kind, name] = /^([+-])(\w+) (.+)$/.exec(line) ?? [];
  if (!kind || !name) continue;
  if (sign === '+') known[kind]?.add(name);
  else known[kind]?.delete(name);
}

const groups = [...(known['group'] ?? [])].map(Number);
const containers = [...(known['container'] ?? [])];
const removal = containers.map(
  (name) => new Promise((resolve) => execFile('docker', ['rm', '-f', '-v', name], resolve)),
);
// A paused group takes no SIGTERM before it is woken.
for (const group of groups) signal(group, 'SIGTERM') && signal(group, 'SIGCONT');
await untilGone(graceMs);
for (const group of groups) signal(group, 'SIGKILL');
await untilGone(graceMs);
await Promise.all(removal);
for (const folder of known['folder'] ?? []) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** @param {number} boundMs */
async function untilGone(boundMs) {
  const deadline = Date.now() + boundMs;
  while (groups.some((group) => signal(group, 0)) && Date.now() < deadline) await pause(pollMs);
}

/** @param {number} group
 * @param {NodeJS.Signals | 0} name */
function signal(group, name) {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}
