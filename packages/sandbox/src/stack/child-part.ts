import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PortTaken } from './free-port.ts';
import type { Part } from './part.ts';
import { waitUntil } from './wait-until.ts';
import type { Watchdog } from './watchdog.ts';

export interface ChildRecipe {
  name: string;
  address: string;
  origin: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  logFile: string;
  /**
   * Must be sure that it is this very process that answers: another clone may have taken the port. `log` gives what
   * it has written since it was started.
   */
  isReady(pid: number, log: () => Promise<string>): Promise<boolean>;
}

const readyTimeoutMs = 120_000; // three seconds on an idle machine, forty on one with ten times its load
const stopTimeoutMs = 10_000;
const logTailLines = 15;

/**
 * Runs one part as a child in a process group of its own, known to the watchdog. Rejects with `PortTaken` when
 * its port was gone, and with the end of its log when it did not come up.
 */
export async function startChild(recipe: ChildRecipe, watchdog: Watchdog): Promise<Part> {
  const part = new ChildPart(recipe, watchdog);
  await part.start();
  return part;
}

class ChildPart implements Part {
  readonly kind = 'own';
  readonly #recipe: ChildRecipe;
  readonly #watchdog: Watchdog;
  #child: ChildProcess | undefined;
  #expected = false;

  constructor(recipe: ChildRecipe, watchdog: Watchdog) {
    this.#recipe = recipe;
    this.#watchdog = watchdog;
  }

  get address() {
    return this.#recipe.address;
  }

  get origin() {
    return this.#recipe.origin;
  }

  get pid() {
    return this.#child?.pid;
  }

  async start() {
    if (this.#child) throw new Error(`${this.#recipe.name} is running`);
    const before = (await this.#log()).length;
    const log = async () => (await this.#log()).slice(before);
    const child = this.#spawn();
    try {
      await waitUntil(this.#recipe.name, () => this.#recipe.isReady(child.pid ?? -1, log), {
        timeoutMs: readyTimeoutMs,
        abort: async () => {
          if (this.#child === child) return;
          if (/address already in use|seems to be in use/i.test(await log()))
            throw new PortTaken(this.#recipe.name);
          throw new Error(`${this.#recipe.name} ended before it was ready`);
        },
      });
      this.#expected = false;
    } catch (error) {
      await this.kill9();
      if (error instanceof PortTaken) throw error;
      const tail = (await log()).trimEnd().split('\n').slice(-logTailLines).join('\n');
      throw new Error(`${error instanceof Error ? error.message : error}; the end of its log:\n${tail}`, {
        cause: error,
      });
    }
  }

  async kill9() {
    await this.#end(['SIGKILL']);
  }

  async stop() {
    // A paused process takes no SIGTERM before it is woken.
    await this.#end(['SIGTERM', 'SIGCONT']);
  }

  async pause() {
    this.#signal('SIGSTOP');
  }

  async resume() {
    this.#signal('SIGCONT');
  }

  #spawn(): ChildProcess {
    const { name, command, args, env, cwd, logFile } = this.#recipe;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: cwd ?? dirname(logFile),
      env: { ...process.env, ...env },
    });
    closeSync(log);
    const pid = child.pid;
    if (pid !== undefined) this.#watchdog.watch('group', pid);
    this.#child = child;
    this.#expected = true; // until it is ready, its end is told by `start`
    child.unref();
    const gone = (how: string) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      if (pid !== undefined) this.#watchdog.forget('group', pid);
      if (!this.#expected) process.stderr.write(`${name} ended by itself (${how}), its log: ${logFile}\n`);
    };
    child.once('error', (error) => gone(error.message));
    child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
    return child;
  }

  async #end(signals: NodeJS.Signals[]) {
    const child = this.#child;
    if (!child) return;
    this.#expected = true;
    child.ref();
    const exited = once(child, 'exit');
    for (const signal of signals) this.#signal(signal);
    const bound = new AbortController();
    const late = pause(stopTimeoutMs, undefined, { signal: bound.signal }).then(
      () => this.#signal('SIGKILL'),
      () => {},
    );
    await exited;
    bound.abort();
    await late;
  }

  #signal(signal: NodeJS.Signals) {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#recipe.name} is not running`);
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async #log(): Promise<string> {
    return readFile(this.#recipe.logFile, 'utf8').catch(() => '');
  }
}
