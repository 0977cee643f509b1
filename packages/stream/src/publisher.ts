import type { KafkaConnection } from './connect-kafka.ts';
import { eventHeaders } from './event-headers.ts';
import { Fenced } from './fenced.ts';
import { type FencedProducer, fencedProducer } from './fenced-producer.ts';
import { inHand } from './in-hand.ts';
import type { Publish } from './outgoing.ts';
import { type Round, sendRounds } from './send-rounds.ts';
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

/** How long the number of partitions of a topic is believed. */
const PARTITIONS_MAX_AGE_MS = 30_000;

/**
 * Publisher with idempotent producers. Messages are sent in as few requests as the broker's message size allows, each
 * acknowledged by all in-sync replicas.
 *
 * While Kafka is away a send waits, however long: given up, it could still arrive later, behind a newer snapshot of the
 * same key. Whoever must answer sooner stops waiting, and lets the send go on. What is sent on behalf of a batch that
 * has become somebody else's is given up, and never arrives.
 *
 * A producer whose send was rejected is never used again: kafkajs gives its sequence numbers to the next, different
 * batch, and the broker may then swallow that one as a duplicate.
 */
export function publisher(connection: KafkaConnection, settings: PublisherSettings): Publisher {
  const {
    source,
    producers = 4,
    partitionBytesMax = 900_000,
    retriesMax = Number.MAX_SAFE_INTEGER,
  } = settings;
  const headersOf = eventHeaders(source);
  const partitions = partitionCounts(connection);
  const idle: FencedProducer[] = [];
  const waiting: (() => void)[] = [];
  let open = 0;
  let closed = false;

  /** An idle producer, or a new one, or whoever is given back first. */
  async function take(): Promise<FencedProducer> {
    for (;;) {
      const producer = idle.pop();
      if (producer !== undefined) return producer;
      if (open < producers) break;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    open++;
    const producer = fencedProducer(connection, retriesMax);
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      void giveUp(producer);
      throw unavailableOr(error);
    }
  }

  function giveBack(producer: FencedProducer): void {
    if (closed) return void giveUp(producer);
    idle.push(producer);
    waiting.shift()?.();
  }

  function giveUp(producer: FencedProducer): Promise<void> {
    open--;
    waiting.shift()?.();
    return producer.disconnect();
  }

  async function send(round: Round): Promise<void> {
    const batch = inHand.getStore();
    const producer = await take();
    if (batch?.outdated() === true) {
      giveBack(producer);
      throw new Fenced();
    }
    try {
      await producer.send(round, batch);
    } catch (error) {
      void giveUp(producer);
      throw unavailableOr(error);
    }
    giveBack(producer);
  }

  return {
    async publish(messages) {
      if (messages.length === 0) return;
      const counts = new Map<string, number>();
      for (const { topic } of messages) if (!counts.has(topic)) counts.set(topic, await partitions.of(topic));
      const batch = inHand.getStore();
      for (const round of sendRounds(messages, { counts, headersOf, partitionBytesMax, batch }))
        await send(round);
    },

    async close() {
      closed = true;
      await Promise.all([...idle.splice(0).map(giveUp), partitions.close()]);
    },
  };
}

/** The number of partitions of topics, looked up again now and then behind everybody's back. */
function partitionCounts({ kafka, nameOf }: KafkaConnection) {
  const admin = kafka.admin();
  const counts = new Map<string, { count: number; readAt: number }>();
  let connected: Promise<void> | undefined;

  async function lookUp(topic: string): Promise<number> {
    try {
      connected ??= admin.connect();
      await connected;
      const { topics } = await admin.fetchTopicMetadata({ topics: [nameOf(topic)] });
      const count = topics[0]?.partitions.length ?? 0;
      counts.set(topic, { count, readAt: performance.now() });
      return count;
    } catch (error) {
      connected = undefined;
      // Whatever it is, a TypeError included: kafkajs throws one where it loses the connection at the wrong moment.
      throw new Unavailable('kafka', error);
    }
  }

  return {
    of(topic: string): Promise<number> | number {
      const known = counts.get(topic);
      if (known === undefined) return lookUp(topic);
      if (performance.now() - known.readAt > PARTITIONS_MAX_AGE_MS) {
        known.readAt = performance.now();
        lookUp(topic).catch(() => undefined);
      }
      return known.count;
    },
    close: () => admin.disconnect(),
  };
}

/** A bug stays a bug; whatever else Kafka says means that it is away for us. */
function unavailableOr(error: unknown): Error {
  if (error instanceof Unavailable || error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof ReferenceError || isTooLarge(error)) return error as Error;
  return new Unavailable('kafka', error);
}

/** Sending the same again can never help: cutting by bytes has failed its purpose. */
function isTooLarge(error: unknown): boolean {
  const { type, cause } = error as { type?: unknown; cause?: { type?: unknown } };
  return [type, cause?.type].some((one) => one === 'MESSAGE_TOO_LARGE' || one === 'RECORD_LIST_TOO_LARGE');
}
