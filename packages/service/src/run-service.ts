import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessConfig, processSettings } from './config/process-settings.ts';
import { readConfig } from './config/read-config.ts';
import type { Config, Settings } from './config/setting.ts';
import { shownConfig } from './config/shown-config.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { type HealthCheck, milestone } from './health/health-check.ts';
import { startManagementServer } from './health/management-server.ts';
import { createLog, type Log } from './log/create-log.ts';
import { Shown } from './log/log-fields.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';

/** What a service is given to start with. */
export interface ServiceContext<S extends Settings> {
  readonly name: string;
  readonly version: string;
  readonly config: Config<S>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Aborted as soon as the process is asked to stop, also while it is still starting. */
  readonly stopping: AbortSignal;
}

/** A service that runs. */
export interface RunningService {
  /**
   * Finishes the work at hand and lets go of everything. It gets `drainTimeoutMs` for that; what is not finished then
   * must be such that the next process can take it up.
   */
  stop(): Promise<void>;
  /** What must hold or the process is restarted: that the loop ticks, never that a dependency answers. */
  readonly live?: readonly HealthCheck[];
  /** What must hold or the process gets no work: group joined, store reached once. */
  readonly ready?: readonly HealthCheck[];
  /** Addresses worth showing at start, by what they are. */
  readonly urls?: Readonly<Record<string, string>>;
}

export interface ServiceDefinition<S extends Settings & typeof processSettings> {
  readonly name: string;
  readonly version: string;
  readonly settings: S;
  start(context: ServiceContext<S>): Promise<RunningService>;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The life of a process. Reads the settings, serves health and metrics from the first moment, starts the service, says
 * what runs, and ends it in order when asked to:
 *
 * - SIGTERM or SIGINT: not ready, then `stop()` for at most `drainTimeoutMs`, then exit 0; a second signal ends at once
 * - a setting that cannot be used: exit 78, with all faults on standard error
 * - a dependency that is away while starting: exit 69
 * - anything nobody caught: exit 70, since a bug must be loud and a supervisor starts afresh
 */
export async function runService<S extends Settings & typeof processSettings>(
  definition: ServiceDefinition<S>,
): Promise<void> {
  const { name, version, settings, start, env = process.env } = definition;
  const config = configOrExit(settings, env);
  const { logLevel, logFormat, managementHost, managementPort, drainTimeoutMs } =
    config as unknown as ProcessConfig;
  const log = createLog({ service: name, version, level: logLevel, format: logFormat });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal('a bug ends this process', { error, reason: event, exitCode: exitCode.bug });
      process.exit(exitCode.bug);
    });
  }

  const metrics = createMetrics({ service: name, version });
  const stopping = new AbortController();
  const started = milestone('started', 'still starting');
  const open: HealthCheck = { name: 'open', check: () => !stopping.signal.aborted || 'draining' };
  let running: RunningService | undefined;
  const starting = (async () => {
    const management = await startManagementServer({
      host: managementHost,
      port: managementPort,
      live: () => running?.live ?? [],
      ready: () => [started, open, ...(running?.ready ?? [])],
      metrics,
    });
    running = await start({ name, version, config, log, metrics, stopping: stopping.signal });
    started.reach();
    log.info('running', {
      node: process.versions.node,
      urls: new Shown({ ...running.urls, management: management.url }),
      settings: new Shown(shownConfig(settings, config)),
    });
    return running;
  })();

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
      log.info('stopping', { signal, drainTimeoutMs });
      stopping.abort();
      void end(starting, drainTimeoutMs, log);
    });
  }
  try {
    await starting;
  } catch (error) {
    if (stopping.signal.aborted) return; // `end` is waiting for the same promise and has the last word
    const code = exitCodeOf(error);
    log.fatal('could not start', { error, exitCode: code });
    process.exit(code);
  }
}

function configOrExit<S extends Settings>(settings: S, env: NodeJS.ProcessEnv): Config<S> {
  try {
    return readConfig(settings, env);
  } catch (error) {
    // In words and not as a log line: the one who reads this has just edited a file.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCodeOf(error));
  }
}

async function end(starting: Promise<RunningService>, drainTimeoutMs: number, log: Log): Promise<never> {
  const began = performance.now();
  const stopped = starting.then(
    (service) => service.stop().then(() => 'drained' as const),
    () => 'never started' as const,
  );
  try {
    const outcome = await Promise.race([stopped, pause(drainTimeoutMs, 'cut short' as const)]);
    const tookMs = Math.round(performance.now() - began);
    // Cut short is no failure of this process: what it has not finished, the next one takes up.
    if (outcome === 'cut short') log.warn('stopped before all work was finished', { drainTimeoutMs });
    else log.info('stopped', { reason: outcome, tookMs });
    process.exit(exitCode.ok);
  } catch (error) {
    log.fatal('stopping failed', { error, exitCode: exitCode.bug });
    process.exit(exitCode.bug);
  }
}
