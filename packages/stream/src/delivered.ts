import type { IHeaders } from 'kafkajs';

/** What travels beside a value through every topic and outward call. */
export interface Trace {
  /** Follows what a source said through the whole system. */
  readonly correlationId: string;
  /** W3C trace context, when the source sent one. */
  readonly traceparent: string | undefined;
  /** History is quiet: what a backfill causes stays a backfill. */
  readonly origin: 'live' | 'backfill';
}

/** One message as a verb gets it. */
export class Delivered<T> {
  readonly value: T;
  readonly key: string;
  private readonly headers: IHeaders | undefined;

  constructor(value: T, key: string, headers: IHeaders | undefined) {
    this.value = value;
    this.key = key;
    this.headers = headers;
  }

  /** Read from the headers when asked for: most messages of a batch are folded into one that is passed on. */
  get trace(): Trace {
    return {
      correlationId: text(this.headers?.['correlation-id']) ?? text(this.headers?.['ce_id']) ?? '',
      traceparent: text(this.headers?.['traceparent']),
      origin: text(this.headers?.['origin']) === 'backfill' ? 'backfill' : 'live',
    };
  }
}

/** A message of the batch that can not be taken: it is kept with its bytes, and the others go on. */
export interface Refused {
  /** Place in the batch. */
  readonly index: number;
  /** Short, stable, fit for a metric label. */
  readonly reason: string;
  /** What is wrong in words, naming the field; no personal data. */
  readonly detail: string;
}

/**
 * What a service does with the messages of a topic. It gets a batch of one lane: messages of one key are in it in the
 * order of their partition, and no other batch with these keys runs meanwhile in this process. Its effects must be
 * durable and announced when it returns, and it must be safe to run it again with any part of the same messages.
 * Throws `Unavailable` when a dependency is away: the same batch is then tried again.
 */
export type Verb<T> = (batch: readonly Delivered<T>[]) => Promise<readonly Refused[]>;

function text(header: IHeaders[string]): string | undefined {
  if (header === undefined) return undefined;
  return Array.isArray(header) ? header[0]?.toString() : header.toString();
}
