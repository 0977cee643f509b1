/** How the loop behaves. Every number has its unit in its name; the defaults are what the measurements favour. */
export interface StreamSettings {
  /** Lanes a topic's partitions are spread over; each handles one batch at a time. More overlap waiting, and cost memory. */
  readonly lanesPerTopic: number;
  /** Most messages of one batch. Large batches fold more and cost fewer round trips; what was done of one is done again after a kill. */
  readonly batchMessagesMax: number;
  /** Most bytes of one batch, headers and what it takes in memory included. */
  readonly batchBytesMax: number;
  /** Most keys, and messages, of a batch that are decoded and handled together; one key stays in one piece. */
  readonly sliceKeysMax: number;
  readonly sliceMessagesMax: number;
  /** Bytes, counted in the same way, that a lane keeps waiting before its partitions are paused; they go on at half of it. */
  readonly laneBytesMax: number;
  /** Bytes asked of one partition in one fetch. Small fetches cost dearly. */
  readonly fetchPartitionBytesMax: number;
  /** Bytes asked of one broker in one fetch: decoding blocks the event loop for about 8 ms a megabyte. */
  readonly fetchBytesMax: number;
  /** How long a broker may wait with an empty answer; also how long the loop sleeps when all is paused. */
  readonly fetchWaitMs: number;
  /** A member that is silent for so long loses its partitions. After kill -9 they rest for as long. */
  readonly sessionTimeoutMs: number;
  /** A third of the session timeout. */
  readonly heartbeatIntervalMs: number;
  /** How long the others wait for a member to finish its batch and join again. */
  readonly rebalanceTimeoutMs: number;
  /** Least time between two commits. What was done since is done again after a kill. */
  readonly commitIntervalMs: number;
  /** First and longest wait before a dependency that is away is asked again; doubles in between. */
  readonly retryWaitMinMs: number;
  readonly retryWaitMaxMs: number;
  /** How often the partitions of topics are looked up again: new ones are found after so long. */
  readonly metadataMaxAgeMs: number;
  /** How long stopping may take: the batch under way, its announcements, the commit. */
  readonly drainTimeoutMs: number;
  /** A batch that is under way for so long, with nothing known to be away, counts as stuck: not live any more. */
  readonly stuckAfterMs: number;
}

export const streamDefaults: StreamSettings = {
  lanesPerTopic: 2,
  batchMessagesMax: 10_000,
  batchBytesMax: 8_388_608,
  sliceKeysMax: 1_024,
  sliceMessagesMax: 4_096,
  laneBytesMax: 4_194_304,
  fetchPartitionBytesMax: 1_048_576,
  fetchBytesMax: 2_097_152,
  fetchWaitMs: 100,
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 2_000,
  rebalanceTimeoutMs: 10_000,
  commitIntervalMs: 100,
  retryWaitMinMs: 50,
  retryWaitMaxMs: 2_000,
  metadataMaxAgeMs: 30_000,
  drainTimeoutMs: 20_000,
  stuckAfterMs: 120_000,
};
