import { STATUS_CODES } from 'node:http';

/** One field that is wrong. */
export interface FieldError {
  /** JSON pointer into the body (RFC 6901): `/lines/3/quantity`; '' is the whole body. */
  readonly field: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** Kind of problem, one word or a few with hyphens; absent when the status says it all. */
  readonly type?: string;
  readonly title?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of one's own beside the standard ones. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A request that cannot be answered as asked, thrown by a controller and sent as a problem document (RFC 9457).
 * The detail is for the person at the other end: what is wrong and what would be right, naming no one.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.options = options;
  }

  /** The document; `instance` is the path asked for, without the query. */
  body(instance: string, traceId?: string): Record<string, unknown> {
    const { type, title, errors, more } = this.options;
    return {
      ...more,
      type: type === undefined ? 'about:blank' : `urn:stamkunde:problem:${type}`,
      title: title ?? STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      instance,
      ...(traceId === undefined ? {} : { traceId }),
      ...(errors === undefined ? {} : { errors }),
    };
  }
}

/** 429: too much, too fast. */
export function tooManyRequests(
  retryAfterMs: number,
  detail = 'Too many requests; wait and try again.',
): Problem {
  return new Problem(429, detail, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
  });
}
