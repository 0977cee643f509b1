import { setTimeout as pause } from 'node:timers/promises';
import { type OrderLineFact, orderKey, reader, topics } from '@stamkunde/contracts';
import { followTopic, readRefusals } from '@stamkunde/stream';
import type { Fault } from '../fault.ts';
import { oneLine } from '../load/order-history.ts';
import type { World } from '../world/world.ts';

const perSecond = 200;
/** The floor of goal L2, of which a machine that runs all of this beside each other gives no more than a hint. */
const p99MaxMs = 80;

export const hotOrder: readonly Fault[] = [
  {
    id: '33a',
    what: 'half of all facts about one order',
    async run(world) {
      const seconds = world.options.long ? 60 : 15;
      await world.member();
      const before = await latencies(world, 'calm', seconds / 3, () => []);
      const during = await latencies(world, 'hot', seconds, (number) => [
        oneLine({ siteId: 'theatre', orderId: 'hot' }, `L${number % 2_000}`, {
          version: number,
          quantity: 1 + (number % 5),
        }),
      ]);
      world.notes.push(
        `other orders p50/p99 ms: calm ${before.p50}/${before.p99}, beside the hot order ${during.p50}/${during.p99}`,
      );
      const most = Math.max(p99MaxMs, 2 * before.p99);
      world.expectWithin(
        during.p99 <= most,
        `other orders took ${during.p99} ms at p99 beside a hot one, more than ${most}`,
      );
      return Math.round(seconds * perSecond);
    },
  },
  {
    id: '33b',
    what: 'an order that becomes too large',
    async run(world) {
      await world.member();
      const load = world.load({ orders: 200 }, 200);
      const name = { siteId: 'museum', orderId: 'group-booking' };
      const lines = Array.from({ length: 5_400 }, (_, number) =>
        oneLine(name, `seat-${number}`, {
          productName: 'A seat with a name that takes its room in every snapshot',
        }),
      );
      for (let at = 0; at < lines.length; at += 300) await world.send(lines.slice(at, at + 300));
      await load.done;
      await world.atEnd();
      const kept = await readRefusals(
        world.system.connection,
        reader(topics.refusals, world.system.registry),
      );
      const tooLarge = kept.filter(({ refusal }) => refusal.reason === 'order-too-large');
      world.expect(
        tooLarge.length > 0 && tooLarge.length === kept.length,
        `${tooLarge.length} of ${kept.length} refusals say order-too-large`,
      );
      world.notes.push(`${tooLarge.length} of ${lines.length} lines refused: ${tooLarge[0]?.refusal.detail}`);
      return lines.length;
    },
  },
  {
    id: '33c',
    what: 'many large orders change at once',
    async run(world) {
      const productName = 'A seat with a long name. '.repeat(36);
      const names = Array.from({ length: 2_000 }, (_, number) => ({
        siteId: 'arena',
        orderId: `large-${number}`,
      }));
      const first = await world.member();
      for (let line = 0; line < 25; line++)
        await world.send(names.map((name) => oneLine(name, `seat-${line}`, { productName })));
      await world.atEnd();
      await first.terminate();
      // One small fact each, in one batch: what it leads to is many times what the broker takes at once.
      await world.send(names.map((name) => oneLine(name, 'seat-0', { version: 2 ** 50, quantity: 2 })));
      await world.member();
      await world.atEnd();
      return names.length;
    },
  },
];

/** Sends new orders at a steady pace, and something else beside each; how long until their snapshots can be read. */
async function latencies(
  world: World,
  series: string,
  seconds: number,
  beside: (number: number) => OrderLineFact[],
) {
  const sentAt = new Map<string, number>();
  const took: number[] = [];
  const following = await followTopic(world.system.connection, topics.orders.name, {
    from: 'end',
    onMessages(messages) {
      const now = performance.now();
      for (const { message } of messages) {
        const key = message.key?.toString() ?? '';
        const at = sentAt.get(key);
        if (at !== undefined) took.push(now - at);
        sentAt.delete(key);
      }
    },
  });
  const orders = Math.round((seconds * perSecond) / 2);
  for (let number = 0, began = performance.now(); number < orders; number++) {
    const dueAt = began + (number * 2_000) / perSecond;
    if (dueAt > performance.now()) await pause(dueAt - performance.now());
    const name = { siteId: 'theatre', orderId: `${series}-${number}` };
    sentAt.set(orderKey(name.siteId, name.orderId), performance.now());
    void world.send([oneLine(name, 'L1'), ...beside(number)]);
  }
  await world.atEnd();
  await following.stop();
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.floor(sorted.length * share)] ?? Number.POSITIVE_INFINITY);
  return { p50: at(0.5), p99: at(0.99) };
}
