import type { Consumer, EachBatchPayload } from 'kafkajs';
import { backOff } from './back-off.ts';
import { bounded } from './bounded.ts';
import { coPartitioning } from './co-partitioning.ts';
import type { KafkaConnection } from './connect-kafka.ts';
import { isBug } from './is-bug.ts';
import type { StreamSettings } from './settings.ts';
import type { OnNotice, StreamEvents } from './stream-events.ts';

export interface GroupMemberOptions {
  readonly connection: KafkaConnection;
  readonly groupId: string;
  /** Names as the brokers know them. */
  readonly topics: readonly string[];
  readonly settings: StreamSettings;
  readonly events: StreamEvents;
  /** Partitions were given out anew; runs before anything of the new assignment is fetched. */
  readonly onJoin: (consumer: Consumer, assignment: Readonly<Record<string, readonly number[]>>) => void;
  readonly onFetched: (payload: EachBatchPayload) => Promise<void>;
  readonly onBug: (error: unknown) => void;
  readonly onNotice: OnNotice;
}

/**
 * A membership of a consumer group that outlives kafkajs's consumers: when one crashes, or goes on without knowing which
 * partitions are its own, another joins in its place.
 */
export class GroupMember {
  private readonly options: GroupMemberOptions;
  /** Between two consumers; longer and longer until one has joined. */
  private readonly waits: ReturnType<typeof backOff>;
  private consumer: Consumer | undefined;
  private heardAt = Number.NEGATIVE_INFINITY;
  private rebalancing = false;
  private leaving = false;
  joined = false;

  constructor(options: GroupMemberOptions) {
    this.options = options;
    const { retryWaitMinMs, retryWaitMaxMs } = options.settings;
    this.waits = backOff(retryWaitMinMs, retryWaitMaxMs);
  }

  /** Asks to be let in; returns once asked, joined or not. */
  async join(): Promise<void> {
    while (!this.leaving) {
      const consumer = this.newConsumer();
      this.consumer = consumer;
      this.listen(consumer);
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: 64,
          eachBatch: (payload) => this.options.onFetched(payload),
        });
        return;
      } catch (error) {
        if (isBug(error)) return this.options.onBug(error);
        this.options.events.retry('kafka');
        await consumer.disconnect().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, this.waits.next()));
      }
    }
  }

  /** True while the group may be giving our partitions to others, or have done so without our knowing. */
  fenced(): boolean {
    return this.rebalancing || performance.now() - this.heardAt > this.options.settings.sessionTimeoutMs;
  }

  pause(topic: string, partitions: number[]): void {
    this.consumer?.pause([{ topic, partitions }]);
  }

  resume(topic: string, partitions: number[]): void {
    this.consumer?.resume([{ topic, partitions }]);
  }

  async leave(): Promise<void> {
    this.leaving = true;
    await this.consumer?.disconnect();
  }

  private newConsumer(): Consumer {
    const { connection, groupId, settings } = this.options;
    return connection.kafka.consumer({
      groupId,
      partitionAssigners: [coPartitioning],
      sessionTimeout: settings.sessionTimeoutMs,
      heartbeatInterval: settings.heartbeatIntervalMs,
      rebalanceTimeout: settings.rebalanceTimeoutMs,
      metadataMaxAge: settings.metadataMaxAgeMs,
      maxBytesPerPartition: settings.fetchPartitionBytesMax,
      maxBytes: settings.fetchBytesMax,
      maxWaitTimeInMs: settings.fetchWaitMs,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 1_000,
        // The counter is never reset by success: bounded, it would end a consumer that had a few bad moments in a year.
        retries: Number.MAX_SAFE_INTEGER,
        restartOnFailure: async () => false,
      },
    });
  }

  private listen(consumer: Consumer): void {
    const { onJoin, onBug, onNotice } = this.options;
    const { HEARTBEAT, REBALANCING, FETCH_START, GROUP_JOIN, CRASH } = consumer.events;
    let isInDoubt = false;
    let isGivenUp = false;
    consumer.on(HEARTBEAT, () => {
      this.heardAt = performance.now();
      if (!isInDoubt || isGivenUp) return;
      isGivenUp = true;
      void this.joinAnew(consumer);
    });
    consumer.on(REBALANCING, () => {
      // From here on the others wait only for us to join again: nothing may be said any more that they could outrun.
      this.rebalancing = true;
      isInDoubt = false;
    });
    consumer.on(FETCH_START, () => {
      // Its joining again has failed, as it does while the coordinator starts, and it goes on as if nothing had been.
      isInDoubt = this.rebalancing;
    });
    consumer.on(GROUP_JOIN, ({ payload }) => {
      isInDoubt = false;
      if (isGivenUp) return;
      this.heardAt = performance.now();
      this.joined = true;
      this.rebalancing = false;
      this.waits.reset();
      onJoin(consumer, payload.memberAssignment);
    });
    consumer.on(CRASH, ({ payload }) => {
      if (isGivenUp) return;
      this.joined = false;
      if (isBug(payload.error) || isRefusedForGood(payload.error)) return onBug(payload.error);
      onNotice('consumer ended, starting another', { detail: payload.error.name });
      setTimeout(() => void this.join(), this.waits.next());
    });
  }

  /**
   * The brokers hear of us, but nobody has said which partitions are ours since they were to be given out anew. A
   * coordinator that has just started says yes to everybody, so only joining tells.
   */
  private async joinAnew(consumer: Consumer): Promise<void> {
    this.options.onNotice('membership is in doubt, joining anew', {});
    await bounded(consumer.disconnect(), this.options.settings.sessionTimeoutMs);
    await this.join();
  }
}

/** What the brokers will say again to the same settings, however often they are asked. */
function isRefusedForGood(error: unknown): boolean {
  const { type, cause } = error as { type?: unknown; cause?: { type?: unknown } };
  return type === 'INVALID_SESSION_TIMEOUT' || cause?.type === 'INVALID_SESSION_TIMEOUT';
}
