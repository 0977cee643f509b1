import { setTimeout as pause } from 'node:timers/promises';
import { type Document, MongoClient } from 'mongodb';
import type { Fault } from '../fault.ts';
import type { World } from '../world/world.ts';

export const mongoAway: readonly Fault[] = [
  {
    id: '16',
    what: 'mongod stopped and started',
    harms: 'mongo',
    run: (world) => restarted(world, world.options.long ? 20 : 3, (mongo) => mongo.stop()),
  },
  {
    id: '17',
    what: 'mongod killed with kill -9',
    harms: 'mongo',
    async run(world) {
      const ledger = await openLedger(world);
      const times = await restarted(world, world.options.long ? 60 : 10, (mongo) => mongo.kill9());
      const { acknowledged, missing } = await ledger.close();
      // The store may forget what it has acknowledged; that is why progress is kept there, too. No reason to fail.
      world.notes.push(`of ${acknowledged} other writes that mongod had acknowledged ${missing} were gone`);
      return times;
    },
  },
  {
    id: '17b',
    what: 'mongod put back to an older copy',
    async run(world) {
      const times = world.options.long ? 5 : 2;
      const load = world.load({}, 150);
      for (let time = 1; time <= times; time++) {
        const member = await world.member();
        await pause(world.luck.between(1_500, 3_000));
        await member.terminate();
        const copy = await copied(world);
        const next = await world.member();
        await pause(world.luck.between(2_000, 4_000));
        await next.kill9();
        await putBack(world, copy);
        world.options.say(`put back ${time} times, ${load.sent} facts`);
      }
      await world.member();
      await world.watch.lifted();
      await world.recovered();
      return times;
    },
  },
  {
    id: '17c',
    what: 'mongod put back, and kill -9 while facts are read again',
    async run(world) {
      const first = await world.member();
      await world.load({ orders: 300 }).done;
      await world.atEnd();
      await first.terminate();
      const copy = await copied(world);
      const second = await world.member();
      await world.load({ orders: 1_500 }).done;
      await world.atEnd();
      await second.kill9();
      await putBack(world, copy);
      // In small batches, so that there is something in between.
      const third = await world.member({ BATCH_MESSAGES_MAX: '20' });
      while (((await third.metric('stamkunde_processed_total')) ?? 0) < 200) await pause(20);
      // As long as it takes to write down how far it is.
      await pause(200);
      await third.kill9();
      await world.member();
      await world.atEnd();
      return 1;
    },
  },
  {
    id: '18a',
    what: 'mongod frozen',
    harms: 'mongo',
    async run(world) {
      const frozenMs = world.options.long ? 30_000 : 15_000;
      const { mongo } = world.options.stack;
      const { member, kafka } = await world.proxiedMember();
      world.load({}, 150);
      await pause(2_000);
      const joins = kafka.passed.get('request JoinGroup') ?? 0;
      await mongo.pause();
      await pause(frozenMs);
      const more = (kafka.passed.get('request JoinGroup') ?? 0) - joins;
      await mongo.resume();
      await world.watch.lifted();
      await world.recovered();
      world.expect(more === 0, `the group was rebalanced ${more} times while mongod was frozen`);
      world.expectAlive(member, 'while mongod was frozen');
      return 1;
    },
  },
  {
    id: '18b',
    what: 'mongod away for minutes',
    harms: 'mongo',
    async run(world) {
      const awayMs = (world.options.minutes ?? (world.options.long ? 10 : 0.5)) * 60_000;
      const { mongo } = world.options.stack;
      const { member, kafka } = await world.proxiedMember();
      const load = world.load({}, 150);
      await pause(2_000);
      const joins = kafka.passed.get('request JoinGroup') ?? 0;
      await mongo.kill9();
      await pause(awayMs);
      const more = (kafka.passed.get('request JoinGroup') ?? 0) - joins;
      await load.stop();
      await mongo.start();
      await world.watch.lifted();
      await world.recovered();
      world.expect(more === 0, `the group was rebalanced ${more} times while mongod was away`);
      world.expectAlive(member, 'while mongod was away');
      return 1;
    },
  },
];

type Copy = ReadonlyMap<string, readonly Document[]>;

/** Everything the service keeps, as a backup would have it. */
async function copied({ options, database }: World): Promise<Copy> {
  const client = new MongoClient(options.stack.mongoUri);
  const db = client.db(database);
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const copy = new Map<string, readonly Document[]>();
  for (const name of names) copy.set(name, await db.collection(name).find().toArray());
  await client.close();
  return copy;
}

async function putBack({ options, database }: World, copy: Copy): Promise<void> {
  const client = new MongoClient(options.stack.mongoUri);
  const db = client.db(database);
  for (const [name, documents] of copy) {
    await db.collection(name).deleteMany();
    if (documents.length > 0) await db.collection(name).insertMany([...documents]);
  }
  await client.close();
}

async function restarted(
  world: World,
  times: number,
  takeAway: (mongo: World['options']['stack']['mongo']) => Promise<void>,
): Promise<number> {
  const { mongo } = world.options.stack;
  const members = [await world.member(), await world.member()];
  world.load({}, 150);
  for (let time = 1; time <= times; time++) {
    await pause(world.luck.between(100, 1_500));
    await takeAway(mongo);
    await mongo.start();
    await world.watch.lifted();
    await world.recovered();
    world.options.say(`${time} times`);
  }
  for (const member of members) world.expectAlive(member, 'while mongod was away');
  return times;
}

/** Somebody else who writes to the same mongod, one document after the other, and remembers what was acknowledged. */
async function openLedger({ options, database }: World) {
  const client = new MongoClient(options.stack.mongoUri, { serverSelectionTimeoutMS: 2_000 });
  const notes = client.db(`${database}-ledger`).collection<{ _id: number }>('notes');
  const acknowledged: number[] = [];
  let closing = false;
  const writing = (async () => {
    for (let number = 0; !closing; number++) {
      try {
        await notes.insertOne({ _id: number }, { writeConcern: { w: 'majority', journal: true } });
        acknowledged.push(number);
      } catch {
        // Not acknowledged, so nothing is promised.
        await pause(50);
      }
    }
  })();
  return {
    async close() {
      closing = true;
      await writing;
      const found = new Set((await notes.find().toArray()).map(({ _id }) => _id));
      await client.db(`${database}-ledger`).dropDatabase();
      await client.close();
      return {
        acknowledged: acknowledged.length,
        missing: acknowledged.filter((number) => !found.has(number)).length,
      };
    },
  };
}
