import { type Reader, type Refusal, topics, type Writer } from '@stamkunde/contracts';
import type { Producer } from 'kafkajs';
import type { KafkaConnection } from './connect-kafka.ts';
import { followTopic } from './follow-topic.ts';
import { messageAt } from './message-at.ts';
import { partitionOf } from './murmur2.ts';
import type { Publish } from './outgoing.ts';

/** A refusal, and whether its message was sent again since. */
export interface KeptRefusal {
  readonly refusal: Refusal;
  readonly redriven: boolean;
}

/** Every refusal that is kept, oldest first, each once however often it was written down. */
export async function readRefusals(
  connection: KafkaConnection,
  refusals: Reader<Refusal>,
): Promise<readonly KeptRefusal[]> {
  const kept = new Map<string, Refusal>();
  const redriven = new Set<string>();
  const following = await followTopic(connection, topics.refusals.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        if (message.value === null) continue;
        await refusals.learn(message.value);
        const read = refusals.read(message.value);
        if ('fault' in read) continue;
        if (read.value.status === 'redriven') redriven.add(read.value.refusalId);
        else kept.set(read.value.refusalId, read.value);
      }
    },
  });
  await following.caughtUp;
  await following.stop();
  return [...kept.values()]
    .sort((a, b) => a.refusedAt - b.refusedAt || a.offset - b.offset)
    .map((refusal) => ({ refusal, redriven: redriven.has(refusal.refusalId) }));
}

export interface Redrive {
  readonly connection: KafkaConnection;
  readonly publish: Publish;
  readonly values: Writer<Refusal>;
  /** Told after each message: sent, or no longer to be had where it was left. */
  readonly onDone?: (refusal: Refusal, outcome: 'sent' | 'gone') => void;
}

/**
 * Sends refused messages to the topic they came from again, with their bytes, key and headers, and `redrive-of` beside
 * them, one after the other; then notes it, so that they are not offered a second time. Killed in between, one message
 * may be sent twice: it is the same fact, and counts once.
 *
 * Headers travel as text; bytes in them that are no UTF-8 are lost.
 */
export async function redrive(
  refusals: readonly Refusal[],
  { connection, publish, values, onDone }: Redrive,
): Promise<void> {
  const producer = connection.kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  });
  const admin = connection.kafka.admin();
  await Promise.all([producer.connect(), admin.connect()]);
  const partitions = new Map<string, number>();
  try {
    for (const refusal of refusals) {
      const bytes = await bytesOf(connection, refusal);
      if (bytes === undefined) {
        onDone?.(refusal, 'gone');
        continue;
      }
      const name = connection.nameOf(refusal.topic);
      if (!partitions.has(name)) {
        const { topics: found } = await admin.fetchTopicMetadata({ topics: [name] });
        partitions.set(name, found[0]?.partitions.length ?? 1);
      }
      await sendAgain(producer, name, refusal, bytes, partitions.get(name) ?? 1);
      // Behind the send: a note without a message would hide what is still to be done.
      await publish([noteOf(refusal, values)]);
      onDone?.(refusal, 'sent');
    }
  } finally {
    await Promise.allSettled([producer.disconnect(), admin.disconnect()]);
  }
}

async function sendAgain(
  producer: Producer,
  topic: string,
  refusal: Refusal,
  { key, value }: Bytes,
  partitions: number,
): Promise<void> {
  // A message without a key has no partition of its own; it goes back to where it stood.
  const partition = key === null ? refusal.partition : partitionOf(key, partitions);
  const headers = { ...refusal.headers, 'redrive-of': refusal.refusalId };
  await producer.send({ topic, acks: -1, messages: [{ key, value, headers, partition }] });
}

/** Key and value of a message, null where there were none. */
type Bytes = { readonly key: Buffer | null; readonly value: Buffer | null };

/** From the refusal, or from where the message stands if it was too large for that; undefined when it is gone. */
async function bytesOf(connection: KafkaConnection, refusal: Refusal): Promise<Bytes | undefined> {
  const { key, value, size, reason } = refusal;
  const isWhole = (value !== null || size === 0) && (key !== null || reason === 'no-key');
  return isWhole ? { key: decoded(key), value: decoded(value) } : messageAt(connection, refusal);
}

function decoded(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}

function noteOf(refusal: Refusal, values: Writer<Refusal>) {
  // Without key, value and headers: personal data is not copied for a note.
  const note: Refusal = { ...refusal, status: 'redriven', key: null, value: null, headers: {} };
  const { 'correlation-id': correlationId = '', traceparent, origin } = refusal.headers;
  return {
    topic: topics.refusals.name,
    key: topics.refusals.key(refusal),
    value: values.write(note),
    trace: { correlationId, traceparent, origin: origin === 'backfill' ? 'backfill' : 'live' },
    event: { id: `${refusal.refusalId}-redriven`, type: 'Redriven' },
  } as const;
}
