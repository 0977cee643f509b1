import type { IHeaders } from 'kafkajs';
import { DecodedRecord } from './fast-records.ts';

/** What travels beside a value through every topic and outward call. */
export interface Trace {
  /** Follows what a source said through the whole system. */
  readonly correlationId: string;
  /** W3C trace context, when the source sent one. */
  readonly traceparent: string | undefined;
  /** History is quiet: what a backfill causes stays a backfill. */
  readonly origin: 'live' | 'backfill';
}

type Message = DecodedRecord | { readonly headers?: IHeaders | undefined };

const header = (name: string) => ({ name, bytes: Buffer.from(name) });
const names = {
  correlationId: header('correlation-id'),
  id: header('ce_id'),
  traceparent: header('traceparent'),
  origin: header('origin'),
};

/** One message as a verb gets it. */
export class Delivered<T> {
  readonly value: T;
  readonly key: string;
  /**
   * The store has lost what this message led to, as when it comes from a backup: what is announced for it has to have a
   * rev above all that were announced before.
   */
  readonly isReadAgain: boolean;
  private readonly message: Message;

  /** @param message what it came with; its headers are decoded when they are asked for, which is not for every message */
  constructor(value: T, key: string, message: Message, isReadAgain = false) {
    this.value = value;
    this.key = key;
    this.isReadAgain = isReadAgain;
    this.message = message;
  }

  /** Read when asked for: most messages of a batch are folded into one that is passed on. */
  get trace(): Trace {
    return {
      correlationId: textOf(this.message, names.correlationId) ?? textOf(this.message, names.id) ?? '',
      traceparent: textOf(this.message, names.traceparent),
      origin: this.origin,
    };
  }

  /** That of the trace, for those who want no more. */
  get origin(): Trace['origin'] {
    return textOf(this.message, names.origin) === 'backfill' ? 'backfill' : 'live';
  }
}

/** A message of the batch that cannot be taken: it is kept with its bytes, and the others go on. */
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

/** Kafka's headers may be null, which the types of kafkajs do not say. */
function textOf(message: Message, { name, bytes }: ReturnType<typeof header>): string | undefined {
  if (message instanceof DecodedRecord) return message.header(bytes);
  const value = message.headers?.[name] as IHeaders[string] | null;
  const one = Array.isArray(value) ? value[0] : value;
  return one?.toString();
}
