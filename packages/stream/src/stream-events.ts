/** Something worth a line in the log: a constant message and where it happened. */
export type OnNotice = (
  message: string,
  where: {
    readonly topic?: string;
    readonly partition?: number;
    readonly offset?: number;
    readonly detail?: string;
  },
) => void;

/**
 * What the loop tells about itself while it runs. All calls are cheap and never throw; none is made per message.
 * `topic`, `reason`, `dependency` and `store` become metric labels: short, stable names from a small set.
 */
export interface StreamEvents {
  /** Messages of a topic whose effects are stored and announced, refused ones included. */
  processed(topic: string, messages: number): void;
  /** A message that could not be taken. */
  refused(topic: string, reason: string): void;
  /** A batch from the moment it was taken up until its effects were announced, in seconds. */
  batch(topic: string, seconds: number, messages: number): void;
  /** Messages of a partition that are on the broker and not yet handled. */
  lag(topic: string, partition: number, messages: number): void;
  /** Age in seconds of the oldest message of the topic that is not handled yet; 0 when there is none. */
  oldestUnhandled(topic: string, seconds: number): void;
  /** The partition belongs to somebody else now: its lag is no longer ours to tell. */
  released(topic: string, partition: number): void;
  /** One more attempt because a dependency was away. */
  retry(dependency: string): void;
  /** Documents that another writer had changed first, so that they were read and evolved again. */
  conflict(store: string, documents: number): void;
  /** The broker no longer had the offset we stood at: facts may have been skipped, somebody must look. */
  offsetReset(topic: string, partition: number): void;
}
