import { type Message, Partitioners, type Producer } from 'kafkajs';
import type { KafkaConnection } from './connect-kafka.ts';
import { eventHeaders } from './event-headers.ts';
import { inHand } from './in-hand.ts';
import { partitionOf } from './murmur2.ts';
import type { Outgoing, Publish } from './outgoing.ts';
import { Unavailable } from './unavailable.ts';

export interface PublisherSettings {
  /** CloudEvents source: who speaks, as a URI reference, such as `/services/order-aggregator`. */
  readonly source: string;
  /** Sends that may be under way at once; each has a producer of its own. */
  readonly producers?: number;
  /** Bytes of one partition in one send. The broker refuses a record batch beyond 1 MiB, headers included. */
  readonly partitionBytesMax?: number;
  /** Attempts after the first before a send counts as rejected. Endless by default: see `publisher`. */
  readonly retriesMax?: number;
}

export interface Publisher {
  readonly publish: Publish;
  close(): Promise<void>;
}

/** Others may have the partitions of the batch in hand by now: what it was about to say may be outdated. */
export class Fenced extends Unavailable {
  constructor() {
    super('kafka', 'others may have this partition by now');
  }
}

/** How long the number of partitions of a topic is believed. */
const PARTITIONS_MAX_AGE_MS = 30_000;

/** What a record needs besides key, value and headers, at most. */
const RECORD_OVERHEAD_BYTES = 32;

/**
 * Publisher with idempotent producers. Messages are sent in as few requests as the broker's message size allows, each
 * acknowledged by all in-sync replicas.
 *
 * While Kafka is away a send waits, however long: given up, it could still arrive later, behind a newer snapshot of the
 * same key. Whoever must answer sooner stops waiting, and lets the send go on.
 *
 * A producer whose send was rejected is never used again: kafkajs gives its sequence numbers to the next, different
 * batch, and the broker may then swallow that one as a duplicate.
 */
export function publisher({ kafka, nameOf }: KafkaConnection, settings: PublisherSettings): Publisher {
  const {
    source,
    producers = 4,
    partitionBytesMax = 900_000,
    retriesMax = Number.MAX_SAFE_INTEGER,
  } = settings;
  const headersOf = eventHeaders(source);
  const admin = kafka.admin();
  let adminConnected: Promise<void> | undefined;
  const idle: Producer[] = [];
  const waiting: ((producer: Producer) => void)[] = [];
  let open = 0;
  let closed = false;
  const partitions = new Map<string, { count: number; readAt: number }>();

  async function take(): Promise<Producer> {
    const producer = idle.pop();
    if (producer !== undefined) return producer;
    if (open >= producers) return new Promise((resolve) => waiting.push(resolve));
    open++;
    try {
      return await connect();
    } catch (error) {
      open--;
      throw error;
    }
  }

  async function connect(): Promise<Producer> {
    const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: retriesMax };
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry,
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      discard(producer);
      throw unavailableOr(error);
    }
  }

  function giveBack(producer: Producer): void {
    const next = waiting.shift();
    if (next !== undefined) next(producer);
    else if (closed) discard(producer);
    else idle.push(producer);
  }

  function replace(producer: Producer): void {
    discard(producer);
    open--;
    const next = waiting.shift();
    if (next === undefined) return;
    open++;
    connect().then(next, () => {
      // The one who waited tries again by itself: it is handed a producer that fails at once.
      next(producer);
    });
  }

  function discard(producer: Producer): void {
    producer.disconnect().catch(() => undefined);
  }

  async function partitionsOf(topic: string): Promise<number> {
    const known = partitions.get(topic);
    if (known !== undefined && performance.now() - known.readAt < PARTITIONS_MAX_AGE_MS) return known.count;
    try {
      adminConnected ??= admin.connect();
      await adminConnected;
      const { topics } = await admin.fetchTopicMetadata({ topics: [nameOf(topic)] });
      const count = topics[0]?.partitions.length ?? 0;
      partitions.set(topic, { count, readAt: performance.now() });
      return count;
    } catch (error) {
      adminConnected = undefined;
      if (known !== undefined) return known.count;
      throw unavailableOr(error);
    }
  }

  async function send(rounds: readonly Round[]): Promise<void> {
    for (const round of rounds) {
      const producer = await take();
      if (inHand.getStore()?.outdated() === true) {
        giveBack(producer);
        throw new Fenced();
      }
      try {
        const topicMessages = [...round].map(([topic, messages]) => ({
          topic: nameOf(topic),
          messages: messages as Message[],
        }));
        await producer.sendBatch({ topicMessages, acks: -1 });
      } catch (error) {
        replace(producer);
        throw unavailableOr(error);
      }
      giveBack(producer);
    }
  }

  return {
    async publish(messages) {
      if (messages.length === 0) return;
      const counts = new Map<string, number>();
      for (const { topic } of messages) if (!counts.has(topic)) counts.set(topic, await partitionsOf(topic));
      await send(rounds(messages, counts, headersOf, partitionBytesMax));
    },

    async close() {
      closed = true;
      await Promise.allSettled([
        ...idle.splice(0).map((producer) => producer.disconnect()),
        admin.disconnect(),
      ]);
    },
  };
}

/** With its headers as bytes, which our record encoder takes as they are. */
type OwnMessage = Message & { readonly headerBytes: Buffer };

/** One request: by topic, the messages of each partition. */
type Round = Map<string, Grouped>;

/**
 * Messages that know their partitions already. kafkajs groups them with `reduce`, copying the list of a partition for
 * every message it adds to it, which for a thousand messages takes longer than sending them.
 */
class Grouped extends Array<Message> {
  readonly byPartition: Record<number, OwnMessage[]> = {};

  static override get [Symbol.species]() {
    return Array;
  }

  add(partition: number, message: OwnMessage): void {
    let list = this.byPartition[partition];
    if (list === undefined) {
      list = [];
      this.byPartition[partition] = list;
    }
    list.push(message);
    this.push(message);
  }

  override reduce(): never {
    return this.byPartition as never;
  }
}

/** Cuts messages into requests so that no partition gets more bytes at once than its broker takes. */
function rounds(
  messages: readonly Outgoing[],
  counts: ReadonlyMap<string, number>,
  headersOf: ReturnType<typeof eventHeaders>,
  partitionBytesMax: number,
): Round[] {
  const cut: Round[] = [];
  const filled = new Map<string, { round: number; bytes: number }>();
  const now = new Date().toISOString();
  for (const outgoing of messages) {
    const key = Buffer.from(outgoing.key);
    const count = counts.get(outgoing.topic) ?? 0;
    const partition = count === 0 ? 0 : partitionOf(key, count);
    const headerBytes = headersOf(outgoing, now);
    const bytes = key.length + (outgoing.value?.length ?? 0) + headerBytes.length + RECORD_OVERHEAD_BYTES;
    const place = `${outgoing.topic} ${partition}`;
    const at = filled.get(place);
    const round = at === undefined ? 0 : at.bytes + bytes > partitionBytesMax ? at.round + 1 : at.round;
    filled.set(place, { round, bytes: at !== undefined && at.round === round ? at.bytes + bytes : bytes });
    const request = cut[round] ?? new Map<string, Grouped>();
    cut[round] = request;
    let grouped = request.get(outgoing.topic);
    if (grouped === undefined) {
      grouped = new Grouped();
      request.set(outgoing.topic, grouped);
    }
    grouped.add(partition, { key, value: outgoing.value, headerBytes, partition });
  }
  return cut;
}

/** A bug stays a bug; whatever else Kafka says means that it is away for us. */
function unavailableOr(error: unknown): Error {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
    return error;
  if (isTooLarge(error)) return error as Error;
  return new Unavailable('kafka', error);
}

/** Sending the same again can never help: cutting by bytes has failed its purpose. */
function isTooLarge(error: unknown): boolean {
  const type =
    (error as { type?: unknown; cause?: { type?: unknown } }).type ??
    (error as { cause?: { type?: unknown } }).cause?.type;
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE';
}
