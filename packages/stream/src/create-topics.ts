import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KafkaConnection } from './connect-kafka.ts';
import { topicOffsets } from './topic-offsets.ts';

/** A topic as `deploy/topics.yaml` has it. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  /** Settings of the topic by Kafka's own names, such as `cleanup.policy`. */
  readonly config: Readonly<Record<string, string | number>>;
}

/** The topics of a plan file, such as `deploy/topics.yaml`. */
export function topicPlans(file: string): readonly TopicPlan[] {
  return (parse(readFileSync(file, 'utf8')) as { topics: TopicPlan[] }).topics;
}

/**
 * Creates the topics that are not there yet and leaves the others as they are.
 *
 * @param overrides of every topic: one machine has one replica
 * @returns the names that were created
 */
export async function createTopics(
  { kafka, nameOf }: KafkaConnection,
  plans: readonly TopicPlan[],
  overrides: { readonly partitions?: number; readonly replicas?: number } = {},
): Promise<readonly string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const there = new Set(await admin.listTopics());
    const missing = plans.filter(({ name }) => !there.has(nameOf(name)));
    if (missing.length === 0) return [];
    const created = await admin.createTopics({
      // kafkajs would wait itself, and fail where a broker has not heard of the topic yet.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, replicas, config }) => ({
        topic: nameOf(name),
        numPartitions: overrides.partitions ?? partitions,
        replicationFactor: overrides.replicas ?? replicas,
        configEntries: Object.entries(fitting(config, overrides.replicas ?? replicas)).map(
          ([key, value]) => ({ name: key, value: String(value) }),
        ),
      })),
    });
    // Not before every partition answers: whoever reads or writes next could meet a broker that knows of no leader.
    for (const { name } of missing) await topicOffsets(admin, nameOf(name));
    return created ? missing.map(({ name }) => name) : [];
  } finally {
    await admin.disconnect();
  }
}

/** No topic can ask for more replicas in sync than it has. */
function fitting(config: TopicPlan['config'], replicas: number): TopicPlan['config'] {
  const least = Number(config['min.insync.replicas'] ?? 1);
  return { ...config, 'min.insync.replicas': Math.min(least, replicas) };
}
