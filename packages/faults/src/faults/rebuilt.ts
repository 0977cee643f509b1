import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { Fault } from '../fault.ts';
import type { World } from '../world/world.ts';

const service = 'order-aggregator';

/** Each collection loses this many documents, or what they say. */
const damagedOfEach = 5;

/** A projection that says what the facts do not, and the command that puts it in order. */
export const rebuilt: readonly Fault[] = [
  {
    id: '29',
    what: 'projection damaged, rebuilt beside live traffic, killed in between',
    async run(world) {
      const kills = world.options.long ? 20 : 3;
      const members = [await world.member(), await world.member()];
      await world.load({ orders: 400 }).done;
      await world.atEnd();
      await damage(world);
      world.load({}, 150);
      for (let kill = 1; kill <= kills; kill++) {
        const command = rebuild(world);
        await Promise.race([command.gone, pause(world.luck.between(900, 4_000))]);
        if (command.ended === undefined) await command.kill9();
        world.options.say(`killed ${kill} times`);
      }
      const last = await rebuild(world).gone;
      world.expect(last.code === 0, `the rebuild ended with ${last.signal ?? `exit code ${last.code}`}`);
      await world.watch.lifted();
      await world.recovered();
      for (const member of members) world.expectAlive(member, 'beside a rebuild');
      return kills;
    },
  },
];

function rebuild(world: World) {
  return world.launch({}, service, ['rebuild/rebuild-command.js', service]);
}

/** Orders and buyers are lost, and buyers forget what they have bought. Of none of them anything is heard any more. */
async function damage({ options, database }: World): Promise<void> {
  const client = new MongoClient(options.stack.mongoUri);
  const db = client.db(database);
  const some = (name: string) =>
    db
      .collection<{ _id: string }>(name)
      .find()
      .sort({ _id: 1 })
      .limit(2 * damagedOfEach)
      .toArray();
  const ids = (found: readonly { _id: string }[]) => ({ _id: { $in: found.map(({ _id }) => _id) } });
  const [orders, buyers] = [await some('orders'), await some('buyers')];
  await db.collection<{ _id: string }>('orders').deleteMany(ids(orders.slice(0, damagedOfEach)));
  await db.collection<{ _id: string }>('buyers').deleteMany(ids(buyers.slice(0, damagedOfEach)));
  await db
    .collection<{ _id: string }>('buyers')
    .updateMany(ids(buyers.slice(damagedOfEach)), { $set: { recent: [] } });
  await client.close();
}
