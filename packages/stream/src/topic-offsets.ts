import type { Admin, SeekEntry } from 'kafkajs';

type TopicOffsets = (SeekEntry & { readonly high: string; readonly low: string })[];

const LEADERS_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 50;

/** What a broker says of a partition whose leader it, or its leader, has not heard of yet. */
const NOT_YET = new Set(['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION']);

/**
 * First and next offset of each partition of a topic. A topic that was created a moment ago, and one whose leaders are
 * moving, is asked again for half a minute: kafkajs gives up at once, and repeats only what the metadata had.
 *
 * @param name as the brokers know it
 */
export async function topicOffsets(admin: Admin, name: string): Promise<TopicOffsets> {
  for (const until = performance.now() + LEADERS_WITHIN_MS; ; ) {
    try {
      return await admin.fetchTopicOffsets(name);
    } catch (error) {
      const { type, cause } = error as { type?: string; cause?: { type?: string } };
      if (!NOT_YET.has(type ?? cause?.type ?? '') || performance.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    await admin.fetchTopicMetadata({ topics: [name] }).catch(() => undefined);
  }
}
