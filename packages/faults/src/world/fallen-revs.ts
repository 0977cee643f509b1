import { reader, type Topic, topics } from '@stamkunde/contracts';
import type { Difference, System } from '@stamkunde/sandbox';
import { followTopic } from '@stamkunde/stream';

const keysMax = 2;
const around = 2;

/**
 * The snapshots around each place where an older rev came after a newer one, in sentences: who said it late can be told
 * from when it was written.
 */
export async function fallenRevs(system: System, differences: readonly Difference[]): Promise<string[]> {
  const fallen = differences.filter(({ point }) => point === 'rev-fell').slice(0, keysMax);
  return (await Promise.all(fallen.map(({ place, key }) => story(system, place, key)))).flat();
}

async function story({ connection, registry }: System, topic: string, key: string): Promise<string[]> {
  const revs = reader<{ rev: number }>(topicNamed(topic), registry, ['rev']);
  const said: { rev: number; line: string }[] = [];
  const following = await followTopic(connection, topic, {
    from: 'beginning',
    async onMessages(messages) {
      for (const { partition, message } of messages) {
        if (message.value === null || message.key?.toString() !== key) continue;
        await revs.learn(message.value);
        const read = revs.read(message.value);
        if ('fault' in read) continue;
        const written = new Date(Number(message.timestamp)).toISOString().slice(11, 23);
        const { rev } = read.value;
        said.push({
          rev,
          line: `${topic}/${partition}/${message.offset} ${key} rev ${rev}, written ${written}`,
        });
      }
    },
  });
  await following.caughtUp;
  await following.stop();
  const at = said.findIndex(({ rev }, index) => rev < (said[index - 1]?.rev ?? 0));
  return said.slice(Math.max(0, at - around), at + around + 1).map(({ line }) => line);
}

function topicNamed(name: string): Topic<{ rev: number }> {
  const found = [topics.orders, topics.purchaseTotals].find((topic) => topic.name === name);
  if (found === undefined) throw new TypeError(`${name} holds no snapshots`);
  return found as unknown as Topic<{ rev: number }>;
}
