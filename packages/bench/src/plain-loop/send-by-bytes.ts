import type { Message, Producer, TopicMessages } from 'kafkajs';

/** Below the 1 MiB at which a broker refuses the messages of one partition in one request, whatever partition they fall on. */
const TOPIC_BYTES_MAX = 900_000;
const RECORD_OVERHEAD_BYTES = 64;

/**
 * Sends messages of several topics in as few requests as the brokers' message size allows: kafkajs puts all messages of
 * a partition in a request into one batch, and a broker refuses that as a whole when it is too large.
 */
export async function sendByBytes(
  producer: Producer,
  outgoing: ReadonlyMap<string, readonly { readonly key: string; readonly value: Buffer }[]>,
): Promise<void> {
  const requests: TopicMessages[][] = [];
  for (const [topic, messages] of outgoing) {
    let at = 0;
    let bytes = 0;
    for (const message of messages) {
      const size = message.key.length + message.value.length + RECORD_OVERHEAD_BYTES;
      if (bytes > 0 && bytes + size > TOPIC_BYTES_MAX) {
        at++;
        bytes = 0;
      }
      bytes += size;
      requests[at] ??= [];
      const request = requests[at] as TopicMessages[];
      let part = request.find((one) => one.topic === topic);
      if (part === undefined) {
        part = { topic, messages: [] };
        request.push(part);
      }
      (part.messages as Message[]).push(message);
    }
  }
  // One after the other: snapshots of a key must not overtake each other.
  for (const topicMessages of requests) await producer.sendBatch({ topicMessages, acks: -1 });
}
