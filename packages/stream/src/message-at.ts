import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import type { KafkaConnection } from './connect-kafka.ts';
import { topicOffsets } from './topic-offsets.ts';

/**
 * The one message at this place of a topic, or undefined when it is not there any more: retention or compaction took it.
 * Key and value are copies.
 */
export async function messageAt(
  { kafka, nameOf }: KafkaConnection,
  place: { readonly topic: string; readonly partition: number; readonly offset: number },
): Promise<Pick<KafkaMessage, 'key' | 'value'> | undefined> {
  const topic = nameOf(place.topic);
  const groupId = `look-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  try {
    const offsets = await topicOffsets(admin, topic);
    const bounds = offsets.find(({ partition }) => partition === place.partition);
    if (bounds === undefined || place.offset < Number(bounds.low) || place.offset >= Number(bounds.high)) {
      return undefined;
    }
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    return await new Promise((resolve, reject) => {
      const found = (message: KafkaMessage | undefined) => {
        if (message === undefined || Number(message.offset) !== place.offset) return resolve(undefined);
        const { key, value } = message;
        resolve({ key: key && Buffer.from(key), value: value && Buffer.from(value) });
      };
      consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch }) => {
            // Messages fetched before the seek took effect belong to the beginning of the topic.
            if (batch.partition !== place.partition || Number(batch.lastOffset()) < place.offset) return;
            found(batch.messages.find(({ offset }) => Number(offset) >= place.offset));
          },
        })
        .catch(reject);
      consumer.seek({ topic, partition: place.partition, offset: String(place.offset) });
      const others = offsets.map(({ partition }) => partition).filter((one) => one !== place.partition);
      if (others.length > 0) consumer.pause([{ topic, partitions: others }]);
    });
  } finally {
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  }
}
