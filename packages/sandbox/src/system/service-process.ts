import { join } from 'node:path';
import { repositoryRoot } from '../command/repository-root.ts';
import { startChild } from '../stack/child-part.ts';
import type { Part } from '../stack/part.ts';
import type { Watchdog } from '../stack/watchdog.ts';

export interface ServiceRecipe {
  /** Its folder below `services/`. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/** A service of this repository as a process of its own, which can be killed, paused, and started again. */
export interface ServiceProcess extends Omit<Part, 'kind' | 'address' | 'origin'> {
  readonly name: string;
  readonly logFile: string;
  /** Addresses it told when it was started last: `api`, `management`. */
  readonly urls: Readonly<Record<string, string>>;
}

/** What kafkajs 2.2.4 makes Node 24 say about each of its connections. */
const quiet = '--disable-warning=TimeoutNegativeWarning';

/**
 * Starts a service from its `dist`, and resolves when it says that it is ready. Rejects with the end of its log when it
 * does not come up.
 */
export async function startService({ name, env, logFile, watchdog }: ServiceRecipe): Promise<ServiceProcess> {
  let urls: Record<string, string> = {};
  const part = await startChild(
    {
      name,
      address: '',
      origin: `services/${name}`,
      command: process.execPath,
      args: [
        '--enable-source-maps',
        quiet,
        '--max-semi-space-size=16',
        join(repositoryRoot, 'services', name, 'dist', 'main.js'),
      ],
      env: { LOG_FORMAT: 'json', NODE_OPTIONS: '', ...env },
      cwd: repositoryRoot,
      logFile,
      isReady: async (_pid, log) => {
        urls = urlsIn(await log());
        const { management } = urls;
        return management !== undefined && (await fetch(new URL('/readyz', management))).ok;
      },
    },
    watchdog,
  );
  return {
    name,
    logFile,
    get urls() {
      return urls;
    },
    get pid() {
      return part.pid;
    },
    kill9: () => part.kill9(),
    stop: () => part.stop(),
    start: () => part.start(),
    pause: () => part.pause(),
    resume: () => part.resume(),
  };
}

/** The addresses in the line that a service writes once it runs. */
function urlsIn(log: string): Record<string, string> {
  const line = log.split('\n').findLast((one) => one.includes('"message":"running"'));
  if (line === undefined) return {};
  return (JSON.parse(line) as { urls?: Record<string, string> }).urls ?? {};
}
