import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { repositoryRoot, type Watchdog } from '@stamkunde/sandbox';

export interface MemberRecipe {
  /** Folder of the service below `services/`. */
  readonly service: string;
  readonly env: Readonly<Record<string, string>>;
  /** Another program of the service, below its `dist`, and its arguments. */
  readonly command?: readonly [file: string, ...words: string[]] | undefined;
  /** Its own: no other process writes there. */
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const readyTimeoutMs = 60_000;
const pollMs = 50;

/** What kafkajs 2.2.4 makes Node 24 say about each of its connections. */
const quiet = '--disable-warning=TimeoutNegativeWarning';

/**
 * One process of a service, as it runs in production, with everything done to it from outside. It is not started anew
 * when it ends: whether it does is what is looked at.
 */
export class Member {
  readonly service: string;
  readonly logFile: string;
  /** Resolves when the process is gone, however that came. */
  readonly gone: Promise<Ended>;
  ended: Ended | undefined;
  readonly #child: ChildProcess;
  #urls: Readonly<Record<string, string>> = {};

  constructor({ service, env, command = ['main.js'], logFile, watchdog }: MemberRecipe) {
    this.service = service;
    this.logFile = logFile;
    const log = openSync(logFile, 'w');
    const [file, ...words] = command;
    const program = join(repositoryRoot, 'services', service, 'dist', file);
    this.#child = spawn(process.execPath, ['--enable-source-maps', quiet, program, ...words], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, NODE_OPTIONS: '', LOG_FORMAT: 'json', ...env },
    });
    closeSync(log);
    const { pid } = this.#child;
    if (pid !== undefined) watchdog.watch('group', pid);
    this.gone = once(this.#child, 'exit').then(([code, signal]) => {
      if (pid !== undefined) watchdog.forget('group', pid);
      this.ended = { code, signal };
      return this.ended;
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Addresses the process told once it ran: `api`, `management`. */
  get urls(): Readonly<Record<string, string>> {
    return this.#urls;
  }

  /** Resolves when `/readyz` says so; rejects with the end of the log when that does not happen. */
  async ready(): Promise<void> {
    for (const deadline = performance.now() + readyTimeoutMs; ; await pause(pollMs)) {
      if (this.ended !== undefined)
        throw new Error(`${this.service} ended before it was ready:\n${this.logEnd}`);
      if (performance.now() > deadline)
        throw new Error(`${this.service} did not become ready:\n${this.logEnd}`);
      this.#urls = urlsIn(readFileSync(this.logFile, 'utf8'));
      if (await this.#answers('readyz')) return;
    }
  }

  /** SIGKILL: no flush, no goodbye. */
  kill9(): Promise<Ended> {
    return this.#signal('SIGKILL');
  }

  /** SIGTERM: the process ends its work in order. */
  terminate(): Promise<Ended> {
    return this.#signal('SIGTERM');
  }

  /** SIGSTOP: connections stay open, nothing moves. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** The sum of a metric over all its labels, or over those lines that match; undefined when it cannot be had. */
  async metric(name: string, labels: RegExp = /.*/): Promise<number | undefined> {
    const { management } = this.#urls;
    if (management === undefined) return undefined;
    const answer = await fetch(new URL('/metrics', management), { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    if (answer === undefined) return undefined;
    const lines = (await answer.text())
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    const matching = lines.filter((line) => labels.test(line));
    return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Resident memory in bytes. */
  rssBytes(): Promise<number | undefined> {
    return this.metric('process_resident_memory_bytes');
  }

  /** Lines of the log with such a message. */
  logged(message: RegExp): readonly Record<string, unknown>[] {
    return jsonLines(readFileSync(this.logFile, 'utf8')).filter((line) =>
      message.test(String(line['message'])),
    );
  }

  async #signal(signal: NodeJS.Signals): Promise<Ended> {
    if (this.ended === undefined) this.#child.kill(signal);
    return this.gone;
  }

  async #answers(path: string): Promise<boolean> {
    const { management } = this.#urls;
    if (management === undefined) return false;
    const answer = await fetch(new URL(`/${path}`, management), { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    return answer?.ok ?? false;
  }

  /** What it said last. */
  get logEnd(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  }
}

/** The addresses in the line that a service writes once it runs. */
function urlsIn(log: string): Readonly<Record<string, string>> {
  const running = jsonLines(log).find((line) => line['message'] === 'running');
  return (running?.['urls'] ?? {}) as Readonly<Record<string, string>>;
}

function jsonLines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [];
    } catch {
      // The last line of a process that was killed while writing it.
      return [];
    }
  });
}
