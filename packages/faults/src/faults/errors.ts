import { setTimeout as pause } from 'node:timers/promises';
import { collections } from '@stamkunde/sandbox';
import { type Binary, MongoClient } from 'mongodb';
import type { Fault } from '../fault.ts';
import { oneLine } from '../load/order-history.ts';
import type { TcpProxy } from '../proxy/tcp-proxy.ts';
import type { ProxiedMember, World } from '../world/world.ts';

const endsWithinMs = 20_000;

export const errors: readonly Fault[] = [
  {
    id: '21',
    what: 'isolated transient errors',
    async run(world) {
      const times = world.options.long ? 300 : 40;
      const proxied = await world.proxiedMember();
      world.load({}, 150);
      for (let time = 1; time <= times; time++) {
        await pause(world.luck.between(100, 500));
        world.luck.oneOf(hiccups)(proxied);
      }
      await world.atEnd();
      world.expectAlive(proxied.member, 'over transient errors');
      return times;
    },
  },
  {
    id: '22a',
    what: 'a write that fails for good',
    run: (world) =>
      withBug(world, async (database) => {
        await database.command({ collMod: collections.orders, validator: { rev: { $lt: 0 } } });
        return () => database.command({ collMod: collections.orders, validator: {} });
      }),
  },
  {
    id: '22b',
    what: 'a stored document that cannot be read',
    run: (world) =>
      withBug(world, async (database) => {
        const orders = database.collection<{ _id: string; value: Binary }>(collections.orders);
        const [one] = await orders.find({ _id: 'theatre:bug' }).toArray();
        await orders.updateOne({ _id: 'theatre:bug' }, { $set: { value: Buffer.from('garbage') as never } });
        return () => orders.updateOne({ _id: 'theatre:bug' }, { $set: { value: one?.value as Binary } });
      }),
  },
];

const hiccups: readonly ((proxied: ProxiedMember) => void)[] = [
  ({ kafka }) => kafka.cutAll(),
  ({ mongo }) => mongo.cutAll(),
  ...['Fetch', 'Produce', 'Heartbeat', 'OffsetCommit', 'Metadata'].flatMap((name) => [
    ({ kafka }: ProxiedMember) => cutNext(kafka, 'request', name),
    ({ kafka }: ProxiedMember) => cutNext(kafka, 'answer', name),
  ]),
  ...['find', 'insert', 'update'].flatMap((name) => [
    ({ mongo }: ProxiedMember) => cutNext(mongo, 'request', name),
    ({ mongo }: ProxiedMember) => cutNext(mongo, 'answer', name),
  ]),
];

/** Cuts the connection at the next message of this kind, if one comes before the next hiccup. */
function cutNext(proxy: TcpProxy, direction: 'request' | 'answer', name: string): void {
  proxy.judge((passing) => {
    if (passing.direction !== direction || passing.name !== name) return 'pass';
    proxy.judge(undefined);
    return 'cut';
  });
}

/**
 * Breaks something that no waiting mends. The process must end, loudly, and again each time a supervisor starts it; once
 * it is mended, nothing is missing.
 */
async function withBug(
  world: World,
  put: (database: ReturnType<MongoClient['db']>) => Promise<() => Promise<unknown>>,
): Promise<number> {
  const client = new MongoClient(world.options.stack.mongoUri);
  try {
    const first = await world.member();
    await world.send([oneLine({ siteId: 'theatre', orderId: 'bug' }, 'L1')]);
    await world.atEnd();
    // What it holds in memory must not hide what is in the store.
    await first.terminate();
    const mend = await put(client.db(world.database));
    await world.send([oneLine({ siteId: 'theatre', orderId: 'bug' }, 'L2')]);
    const starts = world.options.long ? 5 : 2;
    for (let start = 1; start <= starts; start++) {
      const member = world.launch();
      const ended = await Promise.race([member.gone, pause(endsWithinMs)]);
      if (ended === undefined) await member.kill9();
      world.expect(ended !== undefined, 'the process lives on with a bug it can do nothing about');
      world.expect(
        ended === undefined || ended.code === 70,
        `a bug ended the process with ${ended?.signal ?? `exit code ${ended?.code}`}, not 70`,
      );
    }
    await mend();
    await world.member();
    await world.atEnd();
    return starts;
  } finally {
    await client.close();
  }
}
