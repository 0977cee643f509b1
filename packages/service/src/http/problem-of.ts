import { HttpException } from '@nestjs/common';
import { isUnavailable } from '../mongo/is-unavailable.ts';
import { Problem } from './problem.ts';

/** What a caller is told about any error. Only the words of a `Problem` go out; everything else gets ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if ((error instanceof Error && error.name === 'Unavailable') || isUnavailable(error)) {
    return new Problem(503, 'Something needed for this is away just now; try again.', {
      headers: { 'retry-after': '5' },
      cause: error,
    });
  }
  return generalProblem(statusOf(error), error);
}

/** What can be said when only the status is known. */
export function generalProblem(status: number, cause?: unknown): Problem {
  const detail = details[status] ?? details[status < 500 ? 400 : 500] ?? '';
  return new Problem(status, detail, {
    cause,
    ...(status === 503 ? { headers: { 'retry-after': '5' } } : {}),
  });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { name, statusCode, code, message } = (error ?? {}) as Record<string, unknown>;
  // The caller has gone in the middle of the body. Nobody reads the answer, but it must not look like our fault.
  if (code === 'ECONNRESET' && message === 'aborted') return 400;
  // Of Fastify only: a number that some library calls `statusCode` is its own affair, and ours is a bug.
  return name === 'FastifyError' && typeof statusCode === 'number' && statusCode >= 400 ? statusCode : 500;
}

const details: Readonly<Record<number, string>> = {
  400: 'The request could not be understood.',
  401: 'A valid key is needed: Authorization: Bearer <key>.',
  403: 'This key does not allow that.',
  404: 'There is nothing at this path.',
  405: 'This path does not take this method.',
  408: 'The request took too long to arrive.',
  413: 'The body is too large.',
  414: 'The path, or a part of it, is too long.',
  415: 'The body has a media type that is not taken here.',
  417: 'The expectation in the Expect header is not met here.',
  431: 'The header fields are too large.',
  500: 'Something is wrong on this side. It has been noted.',
  503: 'This could not be answered in time; try again.',
};
