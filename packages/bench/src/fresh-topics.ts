import { setTimeout as pause } from 'node:timers/promises';
import { createTopics } from '@stamkunde/stream';
import type { Ground } from './ground.ts';

const READY_TIMEOUT_MS = 30_000;

/**
 * Empty topics of these names behind a prefix, whatever was in them before. The broker writes the time into each
 * message as it appends it: that clock is the same for every contender.
 */
export async function freshTopics(
  ground: Ground,
  topicPrefix: string,
  names: readonly string[],
): Promise<void> {
  const { admin, options } = ground;
  const there = new Set(await admin.listTopics());
  const old = names.map((name) => `${topicPrefix}${name}`).filter((name) => there.has(name));
  if (old.length > 0) await admin.deleteTopics({ topics: old });
  const plans = names.map((name) => {
    const plan = ground.plans.find((one) => one.name === name);
    const config = { ...plan?.config, 'message.timestamp.type': 'LogAppendTime' };
    return { name, partitions: plan?.partitions === 1 ? 1 : options.partitions, replicas: 1, config };
  });
  // A topic that is being deleted is still listed for a moment, and then not created.
  for (let missing = plans; missing.length > 0; ) {
    await createTopics(ground.connection(topicPrefix), missing, { replicas: 1 });
    await pause(50);
    const created = new Set(await admin.listTopics());
    missing = missing.filter(({ name }) => !created.has(`${topicPrefix}${name}`));
  }
  for (const name of names) await answered(ground, `${topicPrefix}${name}`);
}

/** Under load it takes a while until a broker that has a topic knows that it leads it. */
async function answered({ admin }: Ground, topic: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}
