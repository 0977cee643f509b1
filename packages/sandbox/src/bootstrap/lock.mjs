// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is installed or built.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const heartbeatMs = 5_000;
const silenceMaxMs = 60_000;
const pollMs = 150;

/**
 * Runs `work` while holding the lock `file`: never two at once on one machine, whichever clone or program asks.
 * A lock whose holder died, also by kill -9, is taken over at once; one from another machine (a shared home
 * folder) after a minute without a sign of life. Waits without a limit; `onWait` is told once whom for.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(holder: string) => void} [onWait]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait) {
  const mine = JSON.stringify({
    pid: process.pid,
    started: await startedAt(process.pid),
    host: hostname(),
    id: randomUUID(),
  });
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await taken(file, mine))) {
    const holder = await textOf(file);
    if (holder === undefined) continue;
    if (await isStale(file, holder)) {
      await breakLock(file, holder);
      continue;
    }
    if (!told) onWait?.(`process ${JSON.parse(holder).pid}`);
    told = true;
    await pause(pollMs);
  }
  const heartbeat = setInterval(() => {
    utimes(file, new Date(), new Date()).catch(() => {}); // taken away by somebody: seen at the end
  }, heartbeatMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await textOf(file)) === mine) await rm(file, { force: true });
  }
}

/** A link appears with its content or not at all: nobody ever reads a half-written lock.
 * @param {string} file
 * @param {string} mine */
async function taken(file, mine) {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, mine);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Only who creates the `.break` file may remove a dead holder's lock, and only if it still is that one: two
 * waiters who both saw the dead holder would otherwise remove each other's new lock.
 * @param {string} file
 * @param {string} holder */
async function breakLock(file, holder) {
  const breaking = `${file}.break-${JSON.parse(holder).id}`;
  try {
    await writeFile(breaking, '', { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await pause(pollMs);
    return;
  }
  if ((await textOf(file)) === holder) await rm(file, { force: true });
  await rm(breaking, { force: true });
}

/** @param {string} file
 * @param {string} holder */
async function isStale(file, holder) {
  const { pid, started, host } = JSON.parse(holder);
  if (host === hostname()) return !isAlive(pid) || (await startedAt(pid)) !== started;
  const seen = await stat(file).catch(() => undefined);
  return seen !== undefined && Date.now() - seen.mtimeMs > silenceMaxMs;
}

/** When the process with this id began, in the kernel's ticks: tells a reused id from the process that had it
 * before. Empty where there is no /proc, and for one that is dead but was not yet waited for.
 * @param {number} pid */
async function startedAt(pid) {
  const text = (await textOf(`/proc/${pid}/stat`)) ?? '';
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? '' : (rest[18] ?? '');
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {string} file */
async function textOf(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
