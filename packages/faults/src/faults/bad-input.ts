import {
  type OrderLineFact,
  type Refusal,
  reader,
  registerSchema,
  topics,
  writer,
} from '@stamkunde/contracts';
import { publisher, readRefusals, redrive } from '@stamkunde/stream';
import type { Fault } from '../fault.ts';
import { oneLine } from '../load/order-history.ts';
import type { World } from '../world/world.ts';

interface Odd {
  readonly reason: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `ConfigResourceTypes.TOPIC` of Kafka's protocol. */
const topicResource = 2;

export const badInput: readonly Fault[] = [
  {
    id: '23',
    what: 'garbage among valid facts, sent again later',
    async run(world) {
      await allowLargeMessages(world);
      await world.member();
      const load = world.load({ orders: 400 }, 300);
      const sent = await produce(world, [...oddMessages(world.values), await inAnotherFormat(world)]);
      await load.done;
      await world.atEnd();
      const refused = await keptRefusals(world);
      for (const { reason, value, partition, offset } of sent) {
        const kept = refused.find((one) => one.partition === partition && one.offset === offset);
        world.expect(
          kept?.reason === reason,
          `${reason} at ${partition}/${offset} is refused as ${kept?.reason}`,
        );
        world.expect(
          kept !== undefined && hasItsBytes(kept, value),
          `the refusal of ${partition}/${offset} does not hold the bytes of what was refused as ${reason}`,
        );
      }
      await sendAgain(world, refused);
      await world.atEnd();
      const after = await keptRefusals(world);
      world.expect(
        after.length === 2 * refused.length,
        `${refused.length} sent again, ${after.length - refused.length} of them refused again`,
      );
      return refused.length;
    },
  },
];

/** Each in its way no order fact, with what it has to be refused as. */
function oddMessages(values: World['values']): Odd[] {
  const key = 'theatre:odd';
  const name = { siteId: 'theatre', orderId: 'odd' };
  const good = values.write(oneLine(name, 'L1'));
  const written = (more: Partial<OrderLineFact>) => values.write(oneLine(name, 'L1', more));
  return [
    { reason: 'not-framed', key, value: Buffer.from('garbage') },
    { reason: 'not-framed', key, value: Buffer.concat([Buffer.from([1]), good.subarray(1)]) },
    { reason: 'not-framed', key, value: Buffer.alloc(2_000_000, 7) },
    { reason: 'unknown-schema', key, value: Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2]) },
    { reason: 'truncated', key, value: good.subarray(0, good.length - 4) },
    { reason: 'trailing-bytes', key, value: Buffer.concat([good, Buffer.from('more')]) },
    { reason: 'no-value', key, value: null },
    { reason: 'no-key', key: null, value: good },
    { reason: 'invalid-field', key, value: written({ quantity: -1 }) },
    { reason: 'missing-field', key, value: written({ lineId: null }) },
    { reason: 'unknown-type', key, value: written({ type: 'Unknown' }) },
    { reason: 'wrong-key', key: 'museum:another', value: good },
    { reason: 'not-framed', key, value: Buffer.from('garbage with a header'), headers: noHeader },
    { reason: 'not-framed', key: 'k'.repeat(900_000), value: Buffer.from('garbage under a large key') },
    { reason: 'not-framed', key, value: Buffer.alloc(590_000, 7), headers: { much: 'x'.repeat(300_000) } },
  ];
}

/** Kafka allows headers without a value, which the types of kafkajs do not say. */
const noHeader = { traceparent: null, origin: null } as unknown as Readonly<Record<string, string>>;

/** Framed as it should be, with the id of a schema that is no Avro. */
async function inAnotherFormat({ options, luck }: World): Promise<Odd> {
  const url = `${options.stack.registryUrl}/subjects/protobuf-${luck.between(0, 1e9)}/versions`;
  const schema = 'syntax = "proto3"; message Seat { string id = 1; }';
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const body = JSON.stringify({ schemaType: 'PROTOBUF', schema });
  const { id } = (await (await fetch(url, { method: 'POST', headers, body })).json()) as { id: number };
  const value = Buffer.alloc(9);
  value.writeUInt32BE(id, 1);
  return { reason: 'unknown-schema', key: 'theatre:odd', value };
}

async function allowLargeMessages({ system }: World): Promise<void> {
  const admin = system.connection.kafka.admin();
  await admin.connect();
  const name = system.connection.nameOf(topics.orderLines.name);
  const configEntries = [{ name: 'max.message.bytes', value: '4000000' }];
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: topicResource, name, configEntries }],
  });
  await admin.disconnect();
}

interface Sent extends Odd {
  readonly partition: number;
  readonly offset: number;
}

/** One of each on every partition; returns where they stand. */
async function produce({ system, partitions }: World, odd: readonly Odd[]): Promise<Sent[]> {
  const producer = system.connection.kafka.producer({ allowAutoTopicCreation: false });
  const sent: Sent[] = [];
  await producer.connect();
  for (let partition = 0; partition < partitions; partition++) {
    for (const one of odd) {
      const { key, value, headers = {} } = one;
      const [answer] = await producer.send({
        topic: system.connection.nameOf(topics.orderLines.name),
        messages: [{ key, value, headers, partition }],
      });
      sent.push({ ...one, partition, offset: Number(answer?.baseOffset) });
    }
  }
  await producer.disconnect();
  return sent;
}

async function keptRefusals({ system }: World): Promise<readonly Refusal[]> {
  const kept = await readRefusals(system.connection, reader(topics.refusals, system.registry));
  return kept.map(({ refusal }) => refusal);
}

/** One that is too large to be kept twice stays where it was read. */
function hasItsBytes(refusal: Refusal, value: Buffer | null): boolean {
  if (value !== null && value.length > 600_000) return refusal.value === null;
  return refusal.value === (value?.toString('base64') ?? null);
}

async function sendAgain({ system }: World, refusals: readonly Refusal[]): Promise<void> {
  const values = writer(topics.refusals, await registerSchema(topics.refusals, system.registry));
  const out = publisher(system.connection, { source: '/faults' });
  await redrive(refusals, { connection: system.connection, publish: out.publish, values });
  await out.close();
}
