import { type Reader, reader, type SchemaRegistry, type Topic, topics } from '@stamkunde/contracts';
import { type Followed, followTopic, type KafkaConnection, readRefusals } from '@stamkunde/stream';
import type { Held, Refusing } from './compare.ts';
import { FactLog, placeOf } from './fact-log.ts';
import { SnapshotLog } from './snapshot-log.ts';

/** All of `order-lines`, from offset 0. */
export async function readFacts(connection: KafkaConnection, registry: SchemaRegistry): Promise<FactLog> {
  const facts = new FactLog();
  const values = reader(topics.orderLines, registry);
  await readAll(connection, topics.orderLines.name, async ({ partition, message }) => {
    const place = placeOf(partition, message.offset);
    if (message.value === null) return facts.note(place, message.key?.toString(), { fault: 'no value' });
    await values.learn(message.value);
    const read = values.read(message.value);
    facts.note(place, message.key?.toString(), 'fault' in read ? read : { fact: read.value });
  });
  return facts;
}

/** All snapshots of a topic, from offset 0, and the newest of each key, decoded. */
export async function readSnapshots<T extends { rev: number }>(
  connection: KafkaConnection,
  registry: SchemaRegistry,
  topic: Topic<T>,
): Promise<{ announced: SnapshotLog; newest: Map<string, Held<T>> }> {
  const announced = new SnapshotLog(topic.name);
  // Most snapshots are not the newest of their key: of those only the rev is read.
  const revs = reader(topic, registry, ['rev']);
  const values = reader(topic, registry);
  await readAll(connection, topic.name, async ({ message }) => {
    const key = message.key?.toString() ?? '';
    if (message.value === null) return announced.noteUnreadable(key, 'no value');
    await revs.learn(message.value);
    const read = revs.read(message.value);
    if ('fault' in read) announced.noteUnreadable(key, read.fault);
    else announced.note(key, read.value.rev, message.value);
  });
  const newest = new Map<string, Held<T>>();
  for (const [key, { rev, bytes }] of announced.newest)
    newest.set(key, { rev, value: await decoded(values, bytes) });
  return { announced, newest };
}

/** Everything that was refused, each once, and whether it was sent again since. */
export async function readRefused(
  connection: KafkaConnection,
  registry: SchemaRegistry,
): Promise<Refusing[]> {
  const refusals = await readRefusals(connection, reader(topics.refusals, registry));
  return refusals.map(({ refusal: { topic, partition, offset, reason }, redriven }) => ({
    topic,
    place: placeOf(partition, offset),
    reason,
    redriven,
  }));
}

/** A value that must be readable. */
export async function decoded<T>(values: Reader<T>, bytes: Buffer): Promise<T> {
  await values.learn(bytes);
  const read = values.read(bytes);
  if ('fault' in read) throw new TypeError(`not readable: ${read.fault} ${read.detail}`);
  return read.value;
}

async function readAll(
  connection: KafkaConnection,
  topic: string,
  onMessage: (message: Followed) => Promise<void>,
): Promise<void> {
  const following = await followTopic(connection, topic, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const message of messages) await onMessage(message);
    },
  });
  await following.caughtUp;
  await following.stop();
}
