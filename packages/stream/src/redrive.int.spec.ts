import {
  type Refusal,
  reader,
  registerSchema,
  schemaRegistry,
  topics,
  type Writer,
  writer,
} from '@stamkunde/contracts';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { KafkaMessage } from 'kafkajs';
import {
  connectKafka,
  createTopics,
  followTopic,
  type KafkaConnection,
  publisher,
  readRefusals,
  redrive,
} from './index.ts';
import { refusalOf } from './refusal.ts';

const stack = stackFromEnv();
const registry = schemaRegistry(stack.registryUrl);
const kept = reader(topics.refusals, registry);

let connection: KafkaConnection;
let values: Writer<Refusal>;
let out: ReturnType<typeof publisher>;

beforeEach(async () => {
  connection = connectKafka({
    brokers: stack.brokers,
    clientId: 'spec',
    topicPrefix: `${uniqueName('redrive')}-`,
  });
  const plans = ['order-lines', 'refusals'].map((name) => ({ name, partitions: 3, replicas: 1, config: {} }));
  await createTopics(connection, plans);
  values = writer(topics.refusals, await registerSchema(topics.refusals as never, registry));
  out = publisher(connection, { source: '/spec' });
});

afterEach(() => out.close());

describe('a refused message that is redriven', () => {
  it('stands on its topic again with the same bytes, key and headers, and is not offered twice', async () => {
    const [sent] = await stands([
      { key: 'theatre:A1', value: Buffer.from([1, 0, 255]), headers: { origin: 'live' } },
    ]);
    await refuse(sent, 'not-framed');

    const [offered] = await readRefusals(connection, kept);
    expect(offered).toMatchObject({ redriven: false, refusal: { reason: 'not-framed', size: 3 } });
    await redriveAll();

    const [before, after] = await messages();
    expect(after?.message.value).toEqual(before?.message.value);
    expect(after?.message.key?.toString()).toBe('theatre:A1');
    expect(after?.partition).toBe(before?.partition);
    expect(textOf(after?.message.headers)).toEqual({
      origin: 'live',
      'redrive-of': offered?.refusal.refusalId,
    });
    expect(await readRefusals(connection, kept)).toEqual([{ refusal: offered?.refusal, redriven: true }]);
  });

  it('is read where it stands when it was too large to be kept', async () => {
    const large = Buffer.alloc(900_000, 7);
    const all = await stands([
      { key: 'k', value: Buffer.from('first') },
      { key: 'k', value: large },
      { key: 'k', value: Buffer.from('last') },
    ]);
    await refuse(all[1], 'not-framed');
    expect((await readRefusals(connection, kept))[0]?.refusal).toMatchObject({ value: null, size: 900_000 });

    expect(await redriveAll()).toEqual(['sent']);
    const values = (await messages()).map(({ message }) => message.value?.length);
    expect(values).toEqual([5, 900_000, 4, 900_000]);
  });

  it('is told as gone when its topic has not kept it', async () => {
    const [sent] = await stands([{ key: 'k', value: Buffer.from('x') }]);
    if (sent === undefined) throw new Error('nothing was sent');
    const { key, headers, timestamp, attributes } = sent.message;
    const message = {
      key,
      headers,
      timestamp,
      attributes,
      value: Buffer.alloc(700_000),
      offset: '99',
    } as KafkaMessage;
    await refuse({ ...sent, message }, 'not-framed');
    expect(await redriveAll()).toEqual(['gone']);
    expect(await messages()).toHaveLength(1);
  });

  it('comes back without value or key where it had none', async () => {
    const all = await stands([
      { key: 'k', value: null },
      { key: null, value: Buffer.from('x') },
    ]);
    for (const one of all) await refuse(one, 'no-value');
    expect(await redriveAll()).toEqual(['sent', 'sent']);
    const seen = (await messages()).map(({ message }) => [
      message.key?.toString(),
      message.value?.toString(),
    ]);
    expect(seen.filter(([key]) => key === 'k')).toEqual([
      ['k', undefined],
      ['k', undefined],
    ]);
    expect(seen.filter(([key]) => key === undefined)).toEqual([
      [undefined, 'x'],
      [undefined, 'x'],
    ]);
  });
});

interface Standing {
  readonly partition: number;
  readonly message: KafkaMessage;
}

async function stands(
  list: { key: string | null; value: Buffer | null; headers?: Record<string, string> }[],
) {
  const producer = connection.kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const message of list)
    await producer.send({ topic: connection.nameOf('order-lines'), messages: [message] });
  await producer.disconnect();
  return messages();
}

async function messages(): Promise<Standing[]> {
  const seen: Standing[] = [];
  const following = await followTopic(connection, 'order-lines', {
    from: 'beginning',
    onMessages: (list) => void seen.push(...list),
  });
  await following.caughtUp;
  await following.stop();
  return seen.sort(
    (a, b) => a.partition - b.partition || Number(a.message.offset) - Number(b.message.offset),
  );
}

async function refuse(standing: Standing | undefined, reason: string): Promise<void> {
  if (standing === undefined) throw new Error('nothing stands there');
  const origin = { service: 'spec', topic: 'order-lines', partition: standing.partition };
  const refusal = refusalOf(origin, standing.message, reason, 'detail', Date.now());
  const trace = { correlationId: 'c', traceparent: undefined, origin: 'live' } as const;
  const event = { id: refusal.refusalId, type: 'Refusal' };
  await out.publish([{ topic: 'refusals', key: 'spec', value: values.write(refusal), trace, event }]);
}

async function redriveAll(): Promise<string[]> {
  const outcomes: string[] = [];
  const open = (await readRefusals(connection, kept)).filter(({ redriven }) => !redriven);
  const refusals = open.map(({ refusal }) => refusal);
  await redrive(refusals, {
    connection,
    publish: out.publish,
    values,
    onDone: (_, outcome) => outcomes.push(outcome),
  });
  return outcomes;
}

function textOf(headers: KafkaMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}
