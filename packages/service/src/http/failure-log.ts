import type { FastifyRequest } from 'fastify';
import type { Log } from '../log/create-log.ts';
import type { Problem } from './problem.ts';

const PER_SECOND_MAX = 10;

/**
 * Writes a line per failed request: a bug as error with its stack, an outage as warning, a refusal as information.
 * Refusals are counted instead of written once there are more than ten in a second, so that nobody can fill the disk
 * from outside.
 */
export function failureLog(log: Log) {
  let second = 0;
  let written = 0;
  let suppressedCount = 0;
  return (problem: Problem, request: FastifyRequest): void => {
    const { status, options } = problem;
    const fields = {
      method: request.method,
      // The pattern, not the path: a path may name a person.
      route: request.routeOptions?.url ?? 'none',
      status,
      reason: options.type ?? String(status),
      traceId: request.trace.traceId,
    };
    if (status >= 500) {
      const write = status === 503 ? log.warn : log.error;
      return write('a request failed', { ...fields, error: options.cause ?? problem });
    }
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      second = now;
      written = 0;
    }
    if (++written > PER_SECOND_MAX) {
      suppressedCount++;
      return;
    }
    log.info('a request was refused', suppressedCount > 0 ? { ...fields, suppressedCount } : fields);
    suppressedCount = 0;
  };
}
