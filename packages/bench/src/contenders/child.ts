import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A contender at work, in a process of its own so that the system counts its CPU time and memory apart. */
export interface Child {
  readonly pid: number;
  /** When it was spawned, milliseconds since 1970. */
  readonly spawnedAt: number;
  /** Throws, with the end of its log, when it has ended by itself. */
  alive(): void;
  /** Asks it to stop, and insists after a while. */
  stop(): Promise<void>;
  /** What it has written, once it has ended by itself. Throws when it ended badly. */
  finished(): Promise<string>;
}

/** Flags of every contender: young garbage is what a batch is made of, and Node's default room for it is for browsers. */
export const nodeFlags = ['--max-semi-space-size=16', '--disable-warning=TimeoutNegativeWarning'];

const STOP_TIMEOUT_MS = 25_000;

export function startChild(
  program: string,
  settings: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly flags?: readonly string[];
    readonly logFile: string;
  },
): Child {
  const { args = [], env = {}, flags = [], logFile } = settings;
  const log = openSync(logFile, 'w');
  const spawnedAt = Date.now();
  const child = spawn(process.execPath, [...nodeFlags, ...flags, program, ...args], {
    stdio: ['ignore', log, log],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  closeSync(log);
  let ended: string | undefined;
  child.once('exit', (code, signal) => {
    ended = signal ?? `exit code ${code}`;
  });
  child.once('error', (error) => {
    ended = error.message;
  });
  // Whoever runs the benchmark and interrupts it must not be left with its processes.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  return {
    pid: child.pid ?? -1,
    spawnedAt,
    alive() {
      if (ended === undefined) return;
      const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${program} ended by itself (${ended}); the end of its log:\n${tail}`);
    },
    async stop() {
      process.off('exit', end);
      if (ended !== undefined) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const bound = new AbortController();
      const late = pause(STOP_TIMEOUT_MS, undefined, { signal: bound.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      );
      await exited;
      bound.abort();
      await late;
    },
    async finished() {
      if (ended === undefined) await once(child, 'exit');
      process.off('exit', end);
      const output = readFileSync(logFile, 'utf8');
      if (child.exitCode !== 0) throw new Error(`${program} ended badly (${ended}):\n${output}`);
      return output;
    },
  };
}
