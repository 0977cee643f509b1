import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '@stamkunde/stream';

type Admin = ReturnType<KafkaConnection['kafka']['admin']>;

/** Offsets by `topic/partition`, topics as they are called here. */
export type Offsets = ReadonlyMap<string, number>;

const patienceMs = 60_000;
const askAgainMs = 250;

/**
 * What Kafka knows of a group and its topics, asked over one connection. A broker that is away or has just come back
 * is asked again for a minute.
 */
export interface Lookout {
  /** Where the next message of each partition will stand. */
  ends(topics: readonly string[]): Promise<Offsets>;
  /** What the group has committed; partitions without a commit are absent. */
  committed(groupId: string, topics: readonly string[]): Promise<Offsets>;
  close(): Promise<void>;
}

export async function lookout({ kafka, nameOf }: KafkaConnection): Promise<Lookout> {
  const admin: Admin = kafka.admin();
  await admin.connect();
  return {
    async ends(topics) {
      const found = await Promise.all(
        topics.map(async (topic) => {
          const partitions = await patiently(() => admin.fetchTopicOffsets(nameOf(topic)));
          return partitions.map(({ partition, high }) => [`${topic}/${partition}`, Number(high)] as const);
        }),
      );
      return new Map(found.flat());
    },
    async committed(groupId, topics) {
      const found = await patiently(() => admin.fetchOffsets({ groupId, topics: topics.map(nameOf) }));
      return new Map(
        found.flatMap(({ topic, partitions }) => {
          const here = topics.find((one) => nameOf(one) === topic) ?? topic;
          return partitions
            .filter(({ offset }) => Number(offset) >= 0)
            .map(({ partition, offset }) => [`${here}/${partition}`, Number(offset)] as const);
        }),
      );
    },
    close: () => admin.disconnect(),
  };
}

/** kafkajs repeats some questions by itself and not others, such as one to a group's coordinator that has changed. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if ((error as { retriable?: boolean }).retriable !== true || performance.now() > deadline) throw error;
      await pause(askAgainMs);
    }
  }
}

/** Messages of a topic that the group has not done yet. */
export function lagOf(topic: string, ends: Offsets, committed: Offsets): number {
  let lag = 0;
  for (const [partition, end] of ends) {
    if (partition.startsWith(`${topic}/`)) lag += Math.max(0, end - (committed.get(partition) ?? 0));
  }
  return lag;
}
