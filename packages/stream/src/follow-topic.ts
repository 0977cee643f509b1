import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import type { KafkaConnection } from './connect-kafka.ts';
import { topicOffsets } from './topic-offsets.ts';

/** A message as it stands on a topic. */
export interface Followed {
  readonly partition: number;
  readonly message: KafkaMessage;
}

export interface Following {
  /** Everything that stood on the topic when following began has been handed over. */
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

export interface FollowOptions {
  /** Begin with the first message still there, or with the next one to come. */
  readonly from: 'beginning' | 'end';
  /** Called for each fetched batch, one after the other for a partition. Must not throw. */
  readonly onMessages: (messages: readonly Followed[]) => void | Promise<void>;
}

/**
 * Reads a whole topic, all partitions, without being a member of anybody's group: for tables kept in memory, for
 * looking on, for comparing. Commits nothing; its group of its own is gone when it stops.
 */
export async function followTopic(
  { kafka, nameOf }: KafkaConnection,
  topic: string,
  options: FollowOptions,
): Promise<Following> {
  const name = nameOf(topic);
  const groupId = `follow-${topic}-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 30_000,
    maxWaitTimeInMs: 100,
    maxBytes: 4_194_304,
    allowAutoTopicCreation: false,
    retry: { retries: Number.MAX_SAFE_INTEGER, restartOnFailure: async () => true },
  });

  const close = async () => {
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  };
  const offsets = await topicOffsets(admin, name).catch(async (error) => {
    await close();
    throw error;
  });
  const ends = new Map(
    offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
  );
  const behind = new Set(
    [...ends]
      .filter(([, { low, high }]) => options.from === 'beginning' && high > low)
      .map(([partition]) => partition),
  );
  let arrive: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  if (behind.size === 0) arrive();

  await consumer.connect();
  await consumer.subscribe({ topics: [name], fromBeginning: options.from === 'beginning' });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 16,
    eachBatch: async ({ batch, heartbeat }) => {
      await options.onMessages(batch.messages.map((message) => ({ partition: batch.partition, message })));
      if (Number(batch.lastOffset()) + 1 >= (ends.get(batch.partition)?.high ?? 0))
        behind.delete(batch.partition);
      if (behind.size === 0) arrive();
      await heartbeat();
    },
  });

  return { caughtUp, stop: close };
}
