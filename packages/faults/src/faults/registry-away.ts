import { setTimeout as pause } from 'node:timers/promises';
import { type OrderLineFact, orderKey, type Topic, topics, writer } from '@stamkunde/contracts';
import type { Fault } from '../fault.ts';
import { type OrderName, oneLine } from '../load/order-history.ts';
import type { World } from '../world/world.ts';

const schema = topics.orderLines.schema as { readonly fields: readonly object[] };
const laterSchema = {
  ...schema,
  fields: [
    ...schema.fields,
    { name: 'channel', type: ['null', 'string'], doc: 'A field of tomorrow.', default: null },
  ],
};
const strangeSchema = {
  type: 'record',
  name: 'OrderLineFact',
  namespace: 'stamkunde',
  fields: [{ name: 'siteId', type: 'int' }],
};

export const registryAway: readonly Fault[] = [
  {
    id: '24',
    what: 'registry away; a new schema, a strange one',
    harms: 'registry',
    async run(world) {
      const { registry } = world.options.stack;
      const member = await world.member();
      world.load({}, 150);
      const later = await registered<OrderLineFact & { channel: string | null }>(world, 'later', laterSchema);
      const strange = await registered<{ siteId: number }>(world, 'strange', strangeSchema);
      await pause(1_000);
      await registry.kill9();

      await world.watch.lifted();
      await world.recovered();
      const name = { siteId: 'museum', orderId: 'of-tomorrow' };
      const facts = Array.from({ length: 50 }, (_, line) =>
        later.write({ ...oneLine(name, `L${line}`), channel: 'web' }),
      );
      await produce(world, name, [...facts, strange.write({ siteId: 7 })]);
      await pause(5_000);
      const { waiting } = await world.watch.look();
      const held = [...waiting].filter(([, messages]) => messages > 40);
      world.expect(held.length === 1, `${held.length} partitions wait for an unknown schema, not 1`);

      await registry.start();
      await world.watch.lifted();
      await world.recovered();
      await world.atEnd();
      world.expectAlive(member, 'while the registry was away');
      const refused = await member.metric('stamkunde_refused_total', /incompatible-schema/);
      world.expect(refused === 1, `${refused} messages refused as incompatible, not 1`);
      return 1;
    },
  },
];

/** Under a subject of its own, as if somebody had gone past the rules of `order-lines`. */
async function registered<T>({ system }: World, name: string, of: object) {
  const id = await system.registry.register(`${system.topicPrefix}${name}-value`, of);
  const topic: Topic<T> = { name, schema: of, key: () => '' };
  return writer(topic, id);
}

async function produce(
  { system }: World,
  { siteId, orderId }: OrderName,
  values: readonly Buffer[],
): Promise<void> {
  const producer = system.connection.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const key = orderKey(siteId, orderId);
  await producer.send({
    topic: system.connection.nameOf(topics.orderLines.name),
    messages: values.map((value) => ({ key, value })),
  });
  await producer.disconnect();
}
