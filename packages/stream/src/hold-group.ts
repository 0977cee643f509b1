import type { Topic } from '@stamkunde/contracts';
import { allForOne } from './co-partitioning.ts';
import type { KafkaConnection } from './connect-kafka.ts';
import { inHand } from './in-hand.ts';
import { type StreamSettings, streamDefaults } from './settings.ts';
import { Unavailable } from './unavailable.ts';

export interface GroupHoldOptions {
  readonly connection: KafkaConnection;
  /** The service whose partitions are taken, as its `StreamServer` knows it. */
  readonly service: string;
  /** All topics the service reads. */
  readonly topics: readonly Topic<never>[];
  readonly settings?: Partial<StreamSettings>;
}

export interface GroupHold {
  /**
   * Does something while the service does nothing. What it publishes is published on behalf of the group: once the group
   * gives the partitions to others, it is given up with `Unavailable`, and may be done again.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Gives all partitions back. */
  release(): Promise<void>;
}

/**
 * Takes all partitions of a service and handles none of them, so that somebody else may put its projection in order.
 * The processes of the service stay members of the group, with nothing to do; when the holder leaves or dies, they go on
 * where they were. Resolves when they have let go; throws `Unavailable` when another holder has them.
 */
export async function holdGroup({
  connection,
  service,
  topics,
  settings,
}: GroupHoldOptions): Promise<GroupHold> {
  const { sessionTimeoutMs, heartbeatIntervalMs, rebalanceTimeoutMs, fetchWaitMs } = {
    ...streamDefaults,
    ...settings,
  };
  const consumer = connection.kafka.consumer({
    groupId: service,
    partitionAssigners: [allForOne],
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatIntervalMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    maxWaitTimeInMs: fetchWaitMs,
    allowAutoTopicCreation: false,
  });
  let isOurs = false;
  let heardAt = 0;
  const held = Promise.withResolvers<void>();
  const { GROUP_JOIN, HEARTBEAT, REBALANCING, CRASH } = consumer.events;
  consumer.on(REBALANCING, () => {
    isOurs = false;
  });
  consumer.on(HEARTBEAT, () => {
    heardAt = performance.now();
  });
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const assigned = Object.entries(payload.memberAssignment);
    consumer.pause(assigned.map(([topic, partitions]) => ({ topic, partitions })));
    heardAt = performance.now();
    isOurs = assigned.length === topics.length;
    if (isOurs) held.resolve();
    else held.reject(new Unavailable('kafka', 'somebody else holds the group'));
  });
  consumer.on(CRASH, ({ payload }) => {
    isOurs = false;
    held.reject(payload.error);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: topics.map(({ name }) => connection.nameOf(name)) });
  await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
  try {
    await held.promise;
  } catch (error) {
    await consumer.disconnect();
    throw error;
  }
  return {
    run: (work) =>
      inHand.run({ outdated: () => !isOurs || performance.now() - heardAt > sessionTimeoutMs }, work),
    release: () => consumer.disconnect(),
  };
}
