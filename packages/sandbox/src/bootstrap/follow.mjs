// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is installed or built.
import { readFileSync } from 'node:fs';

const pollMs = 500;

/**
 * Calls `gone` once when the parent of this process has ended. A parent that is killed can not say goodbye, but its
 * children are handed to another one.
 *
 * @param {number} parent the process id that the parent had
 * @param {() => void} gone
 */
export function followParent(parent, gone) {
  follow(() => process.ppid === parent, gone);
}

/**
 * The same for npm, which puts a shell between itself and its script: that shell survives npm and takes no notice.
 * To be called in a script of npm's. Where there is no /proc only the shell is watched.
 *
 * @param {() => void} gone
 */
export function followNpm(gone) {
  const shell = process.ppid;
  const npm = parentOf(shell);
  follow(() => process.ppid === shell && parentOf(shell) === npm, gone);
}

/** @param {() => boolean} isThere
 * @param {() => void} gone */
function follow(isThere, gone) {
  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    gone();
  }, pollMs).unref();
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return undefined;
  }
}
