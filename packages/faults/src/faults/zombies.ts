import { setTimeout as pause } from 'node:timers/promises';
import { type OrderLineFact, topics } from '@stamkunde/contracts';
import { collections } from '@stamkunde/sandbox';
import type { Fault } from '../fault.ts';
import { oneLine } from '../load/order-history.ts';
import { holdNext, type Moment } from '../proxy/moment.ts';
import type { Passing } from '../proxy/wire.ts';
import type { ProxiedMember, World } from '../world/world.ts';

const writes = /^(insert|update)$/;

/** Processes that stop in the middle of a step, miss that others have taken over, and go on where they were. */
export const zombies: readonly Fault[] = [
  {
    id: '10a',
    what: 'SIGSTOP past the session timeout at random moments',
    async run(world) {
      const times = world.options.long ? 20 : 3;
      const members = [await world.member(), await world.member()];
      world.load({}, 150);
      for (let time = 1; time <= times; time++) {
        await pause(world.luck.between(300, 2_000));
        await outlasted(world, () => members[time % 2]);
      }
      return times;
    },
  },
  {
    id: '10b',
    what: 'SIGSTOP between load and store',
    run: (world) =>
      atMoment(world, ({ mongo }) =>
        holdNext(
          mongo,
          ({ direction, name, about }) =>
            direction === 'request' && writes.test(name) && about[0] === collections.orders,
        ),
      ),
  },
  {
    id: '10c',
    what: 'SIGSTOP between store and announcement',
    run: (world) =>
      atMoment(world, ({ mongo }) =>
        holdNext(
          mongo,
          ({ direction, name, about }) =>
            direction === 'answer' && writes.test(name) && about[0] === collections.orders,
        ),
      ),
  },
  {
    id: '10d',
    what: 'SIGSTOP between the store of a buyer and its announcement',
    run: (world) =>
      atMoment(world, ({ mongo }) =>
        holdNext(
          mongo,
          ({ direction, name, about }) =>
            direction === 'answer' && writes.test(name) && about[0] === collections.totals,
        ),
      ),
  },
  {
    id: '10e',
    what: 'partitions given to another, the news of it late',
    async run(world) {
      // So long that what is to be seen here is not hidden by the other reason to be silent.
      const env = { SESSION_TIMEOUT_MS: '20000' };
      const late = await world.proxiedMember(env);
      const each = lineOfEach('handed');
      await world.send(each('L1'));
      await world.atEnd();
      const stored = holdNext(
        late.mongo,
        ({ direction, name, about }) =>
          direction === 'answer' && writes.test(name) && about[0] === collections.orders,
      );
      await world.send(each('L2'));
      await stored.reached();
      const news = holdNext(
        late.kafka,
        ({ direction, name }) => direction === 'answer' && name === 'SyncGroup',
      );
      const heir = await world.member(env);
      await news.reached();
      await world.send(each('L3'));
      // Half of the orders are the heir's; what it says of them is newer than what the other has still to say.
      await allSaid(heir, ORDERS / 3);
      stored.release('pass');
      await pause(1_000); // for the harm it might do
      news.release('pass');
      return 1;
    },
  },
  {
    id: '10f',
    what: 'SIGSTOP before the store, which others have changed since',
    async run(world) {
      const zombie = await world.proxiedMember();
      const heir = await world.member();
      const each = lineOfEach('changed');
      await world.send(each('L1'));
      await world.atEnd();
      const update = holdNext(
        zombie.mongo,
        ({ direction, name, about }) =>
          direction === 'request' && name === 'update' && about[0] === collections.orders,
      );
      await world.send(each('L2'));
      await update.reached();
      zombie.member.pause();
      await world.send(each('L3'));
      await world.membersAre(1);
      await allSaid(heir, 2 * ORDERS);
      update.release('pass');
      zombie.member.resume();
      await pause(2_000); // for the harm it might do
      return 1;
    },
  },
  {
    id: '20',
    what: 'two first inserts of one key',
    async run(world) {
      const times = world.options.long ? 10 : 1;
      const zombie = await world.proxiedMember();
      const heir = await world.proxiedMember();
      await world.send([oneLine({ siteId: 'theatre', orderId: 'warm' }, 'L1')]);
      await world.atEnd();
      for (let time = 1; time <= times; time++) await insertTwice(world, zombie, heir, `twice${time}`);
      return times;
    },
  },
];

const ORDERS = 120;

/** One line of each order of a series, which are on all partitions. */
function lineOfEach(series: string): (lineId: string) => OrderLineFact[] {
  const names = Array.from({ length: ORDERS }, (_, number) => ({
    siteId: 'museum',
    orderId: `${series}-${number}`,
  }));
  return (lineId) => names.map((name) => oneLine(name, lineId));
}

/** Resolves when a process has handled so many messages, and for half a second no more. */
async function allSaid(member: World['members'][number], atLeast: number): Promise<void> {
  for (let before = 0; ; await pause(500)) {
    const processed = (await member.metric('stamkunde_processed_total')) ?? 0;
    if (processed >= atLeast && processed === before) return;
    before = processed;
  }
}

/** Stops the process where it stands until another has done its work, and wakes it. */
async function outlasted(
  world: World,
  whom: () => { pause(): void; resume(): void } | undefined,
): Promise<void> {
  const member = whom();
  member?.pause();
  world.mark('SIGSTOP');
  await world.watch.lifted();
  await world.membersAre(1);
  await world.caughtUp();
  member?.resume();
  world.mark('SIGCONT');
  await pause(2_000); // for the harm it might do
}

async function atMoment(world: World, momentOf: (zombie: ProxiedMember) => Moment): Promise<number> {
  const times = world.options.long ? 10 : 1;
  const zombie = await world.proxiedMember();
  await world.member();
  world.load({}, 150);
  for (let time = 1; time <= times; time++) {
    await pause(world.luck.between(300, 2_000));
    const moment = momentOf(zombie);
    await moment.reached();
    await outlasted(world, () => ({
      pause: () => zombie.member.pause(),
      resume() {
        moment.release('pass');
        zombie.member.resume();
      },
    }));
    world.expectAlive(zombie.member, 'after it was outlasted');
  }
  return times;
}

/**
 * The zombie is about to insert orders. Its heir has found nothing of them and is about to insert them, too, with more
 * facts. The zombie's insert comes first.
 */
async function insertTwice(
  world: World,
  zombie: ProxiedMember,
  heir: ProxiedMember,
  series: string,
): Promise<void> {
  const each = lineOfEach(series);
  const isInsert = ({ direction, name, about }: Passing) =>
    direction === 'request' && name === 'insert' && about[0] === collections.orders;
  const first = holdNext(zombie.mongo, isInsert);
  await world.send(each('L1'));
  const held = await first.reached();
  zombie.member.pause();
  const keys = insertedKeys(held);
  const second = holdNext(
    heir.mongo,
    (passing) => isInsert(passing) && insertedKeys(passing).some((key) => keys.includes(key)),
  );
  await world.send(each('L2'));
  await second.reached();
  first.release('pass');
  const landed = holdNext(zombie.mongo, ({ direction, name }) => direction === 'answer' && name === 'insert');
  await landed.reached();
  second.release('pass');
  landed.release('pass');
  zombie.member.resume();
  await world.atEnd();
  const lost = (await Promise.all(
    [zombie, heir].map(({ member }) => member.metric('stamkunde_store_conflicts_total')),
  )) as number[];
  world.notes.push(`${keys.length} orders inserted twice, ${Math.max(...lost)} of them folded again`);
  world.expect(Math.max(...lost) > 0, `nobody noticed the second insert into ${topics.orders.name}`);
}

function insertedKeys({ bytes }: Passing): string[] {
  // A body or a sequence of documents: either way the ids stand there as strings.
  const text = bytes.toString('latin1');
  return [...text.matchAll(/_id\0[\s\S]{4}([a-z-]+:[\w-]+)\0/g)].map(([, key = '']) => key);
}
