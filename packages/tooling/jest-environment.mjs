import { TestEnvironment } from 'jest-environment-node';

const patienceMs = 10_000;

/**
 * Fails a test file that leaves something open which would keep the process alive: a socket, a server, a timer, a
 * child process. Jest itself only prints a hint, and kills its workers. What closes within ten seconds is forgiven.
 */
export default class CleanEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    // Opened lazily by the first output of a test, and then for good.
    process.stdout.fd;
    process.stderr.fd;
    this.before = process.getActiveResourcesInfo();
  }

  async teardown() {
    const left = await this.leftOpen();
    await super.teardown();
    if (left.length > 0) throw new Error(`left open by this file: ${left.join(', ')}`);
  }

  async leftOpen() {
    for (const end = Date.now() + patienceMs; ; ) {
      const left = without(process.getActiveResourcesInfo(), this.before);
      if (left.length === 0 || Date.now() > end) return left;
      await new Promise((resolve) => setTimeout(resolve, 50).unref());
    }
  }
}

function without(names, known) {
  const rest = [...known];
  return names.filter((name) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
