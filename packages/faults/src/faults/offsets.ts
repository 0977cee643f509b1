import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@stamkunde/contracts';
import { collections } from '@stamkunde/sandbox';
import { MongoClient } from 'mongodb';
import type { Fault } from '../fault.ts';
import type { Look } from '../world/group-watch.ts';
import type { World } from '../world/world.ts';

type Admin = ReturnType<World['system']['connection']['kafka']['admin']>;

const lines = topics.orderLines.name;

/** What operators, retention and tools do to offsets and partitions. */
export const offsets: readonly Fault[] = [
  {
    id: '26a',
    what: 'offset below what the broker still has',
    async run(world) {
      const member = await world.member();
      await world.load({ orders: 500 }).done;
      await world.atEnd();
      world.facts = (await world.evidence()).facts;
      await member.terminate();
      const topic = world.system.connection.nameOf(lines);
      await withAdmin(world, async (admin) => {
        const ends = await admin.fetchTopicOffsets(topic);
        const kept = ends.map(({ partition, high }) => ({
          partition,
          offset: String(Math.max(0, Number(high) - 20)),
        }));
        await admin.deleteTopicRecords({ topic, partitions: kept });
        await admin.setOffsets({
          groupId: world.group,
          topic,
          partitions: kept.map(({ partition }) => ({ partition, offset: '1' })),
        });
      });
      await setProgress(world, 1);
      const next = await world.member();
      await world.atEnd();
      const alarms = (await next.metric('stamkunde_offset_resets_total')) ?? 0;
      const logged = next.logged(/no longer had our offset/).length;
      world.expect(alarms > 0 && logged > 0, 'facts were skipped, and neither metric nor log says so');
      return 1;
    },
  },
  {
    id: '26b',
    what: 'commit beyond the end of the topic',
    async run(world) {
      const member = await world.member();
      await world.load({ orders: 300 }).done;
      await world.atEnd();
      await member.terminate();
      const topic = world.system.connection.nameOf(lines);
      await withAdmin(world, async (admin) => {
        const ends = await admin.fetchTopicOffsets(topic);
        const beyond = ends.map(({ partition, high }) => ({
          partition,
          offset: String(Number(high) + 1_000),
        }));
        await admin.setOffsets({ groupId: world.group, topic, partitions: beyond });
      });
      await world.load({ orders: 300 }).done;
      await world.member();
      await world.atEnd();
      return 1;
    },
  },
  {
    id: '27',
    what: 'partitions added under load',
    async run(world) {
      await world.member();
      await world.member();
      world.load({}, 150);
      const count = world.partitions + 6;
      await withAdmin(world, (admin) =>
        admin.createPartitions({
          topicPartitions: [{ topic: world.system.connection.nameOf(lines), count }],
        }),
      );
      const places = Array.from({ length: 6 }, (_, at) => `${lines}/${world.partitions + at}`);
      await until(world, 'the new partitions were read', ({ done }) =>
        places.every((place) => (done.get(place) ?? 0) > 20),
      );
      return 1;
    },
  },
  {
    id: '28',
    what: 'offsets of the group deleted',
    async run(world) {
      const member = await world.member();
      await world.load({ orders: 500 }).done;
      await world.atEnd();
      await member.terminate();
      await withAdmin(world, (admin) => admin.deleteGroups([world.group]));
      await world.load({ orders: 100 }).done;
      await world.member();
      await world.atEnd();
      const { done } = await world.watch.look();
      world.expect(done.size > 0, 'nothing was committed again');
      return 1;
    },
  },
];

async function withAdmin(world: World, work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = world.system.connection.kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function setProgress({ options, database }: World, offset: number): Promise<void> {
  const client = new MongoClient(options.stack.mongoUri);
  const progress = client.db(database).collection<{ _id: string; offset: number }>(collections.progress);
  await progress.updateMany({ _id: { $regex: `^${lines}/` } }, { $set: { offset } });
  await client.close();
}

/** Waits for something that shows in the offsets, of new partitions, too. */
async function until(
  { watch, lookout }: World,
  what: string,
  holds: (look: Look) => boolean,
  timeoutMs = 120_000,
): Promise<void> {
  for (const deadline = performance.now() + timeoutMs; ; await pause(1_000)) {
    await lookout.renew();
    if (holds(await watch.look())) return;
    if (performance.now() > deadline) throw new Error(`not so within ${timeoutMs / 1_000} s: ${what}`);
  }
}
