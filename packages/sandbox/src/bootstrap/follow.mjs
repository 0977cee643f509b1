// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is installed or built.

const pollMs = 500;

/**
 * Calls `gone` once when the parent of this process has ended. A parent that is killed cannot say goodbye, but its
 * children are handed to another one.
 *
 * @param {number} parent the process id that the parent had
 * @param {() => void} gone
 */
export function followParent(parent, gone) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, pollMs).unref();
}
