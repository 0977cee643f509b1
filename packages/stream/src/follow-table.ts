import { type Reader, RegistryUnavailable, type Topic } from '@stamkunde/contracts';
import type { KafkaConnection } from './connect-kafka.ts';
import { type Followed, followTopic } from './follow-topic.ts';

/** The newest value of each key of a compacted topic, kept up to date. */
export interface Table<T> {
  get(key: string): T | undefined;
  values(): Iterable<T>;
  stop(): Promise<void>;
}

/**
 * Reads a compacted topic into memory and follows it; returns when all that stood there has been read. Values that do
 * not decode are passed over and told to `onUnreadable`: a table has no one to refuse to.
 */
export async function followTable<T>(
  connection: KafkaConnection,
  topic: Topic<T>,
  reader: Reader<T>,
  options: {
    readonly onChange?: (key: string, value: T | undefined) => void;
    readonly onUnreadable?: (key: string, detail: string) => void;
  } = {},
): Promise<Table<T>> {
  const rows = new Map<string, T>();

  async function take({ message }: Followed): Promise<void> {
    const key = message.key?.toString();
    if (key === undefined) return;
    if (message.value === null) {
      rows.delete(key);
      options.onChange?.(key, undefined);
      return;
    }
    await learnt(reader, message.value);
    const result = reader.read(message.value);
    if ('fault' in result) return options.onUnreadable?.(key, `${result.fault}: ${result.detail}`);
    rows.set(key, result.value);
    options.onChange?.(key, result.value);
  }

  const following = await followTopic(connection, topic.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const message of messages) await take(message);
    },
  });
  await following.caughtUp;
  return { get: (key) => rows.get(key), values: () => rows.values(), stop: () => following.stop() };
}

/** Waits until the registry has told the schema of these bytes, however long it is away. */
async function learnt<T>(reader: Reader<T>, bytes: Buffer): Promise<void> {
  for (;;) {
    try {
      await reader.learn(bytes);
      return;
    } catch (error) {
      if (!(error instanceof RegistryUnavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
