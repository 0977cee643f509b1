import type { FastifyRequest } from 'fastify';
import type { Log } from '../log/create-log.ts';
import type { Problem } from './problem.ts';

const PER_SECOND_MAX = 10;

/**
 * Writes a line per failed request: a bug as error with its stack, an outage as warning, a refusal as information.
 * Outages and refusals are counted instead of written once there are more than ten in a second, so that nobody can fill
 * the disk from outside, nor a long outage do it.
 */
export function failureLog(log: Log) {
  let second = 0;
  let written = 0;
  let suppressedCount = 0;

  /** Whether there is room for one more line in this second. */
  function isRoom(): boolean {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      second = now;
      written = 0;
    }
    if (++written <= PER_SECOND_MAX) return true;
    suppressedCount++;
    return false;
  }

  return (problem: Problem, request: FastifyRequest): void => {
    const { status, options } = problem;
    const isBug = status >= 500 && status !== 503;
    if (!isBug && !isRoom()) return;
    const fields = {
      method: request.method,
      // The pattern, not the path: a path may name a person.
      route: request.routeOptions?.url ?? 'none',
      status,
      reason: options.type ?? String(status),
      traceId: request.trace.traceId,
      ...(suppressedCount > 0 && { suppressedCount }),
    };
    suppressedCount = 0;
    if (status < 500) return log.info('a request was refused', fields);
    const write = isBug ? log.error : log.warn;
    write('a request failed', { ...fields, error: options.cause ?? problem });
  };
}
