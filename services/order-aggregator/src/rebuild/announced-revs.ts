import type { Reader, Topic } from '@stamkunde/contracts';
import { followTopic, type KafkaConnection } from '@stamkunde/stream';
import { storedReader } from '../stored-reader.ts';

/**
 * The highest rev that was ever announced of these messages' keys. Reads the whole topic, so only for the moment in which
 * something is put in order: a document that was lost, or comes from a backup, no longer knows it.
 */
export async function announcedRevs<T extends { readonly rev: number }>(
  connection: KafkaConnection,
  topic: Topic<T>,
  values: Reader<T>,
  keys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const revs = new Map<string, number>();
  if (keys.size === 0) return revs;
  const { readAll } = storedReader(values);
  const following = await followTopic(connection, topic.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        const key = message.key?.toString() ?? '';
        if (message.value === null || !keys.has(key)) continue;
        const [value] = await readAll([message.value]);
        if (value !== undefined) revs.set(key, Math.max(value.rev, revs.get(key) ?? 0));
      }
    },
  });
  await following.caughtUp;
  await following.stop();
  return revs;
}
