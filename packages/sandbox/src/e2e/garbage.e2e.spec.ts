import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OrderLineFact, reader, topics, writer } from '@stamkunde/contracts';
import { publisher, readRefusals, redrive } from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { readFacts } from '../oracle/read-wire.ts';
import { type GivenSystem, givenSystem } from './given-system.ts';

const stack = stackFromEnv();
const timeoutMs = 90_000;
const key = 'shop:A1';

/** A registry that has lost a schema for the time being; everything else is answered by the real one. */
const lost = new Set<number>();
let forgetful: Server;
let given: GivenSystem;

beforeEach(async () => {
  lost.clear();
  forgetful = createServer((request, response) => void passOn(request, response));
  await new Promise<void>((resolve) => forgetful.listen(0, '127.0.0.1', resolve));
  const { port } = forgetful.address() as AddressInfo;
  given = await givenSystem({
    stack,
    prefix: `${uniqueName('garbage')}-`,
    services: ['order-aggregator'],
    env: { STAMKUNDE_REGISTRY_URL: `http://127.0.0.1:${port}` },
  });
}, timeoutMs);

afterEach(async () => {
  await given.end();
  forgetful.closeAllConnections();
  await new Promise((resolve) => forgetful.close(resolve));
}, timeoutMs);

it(
  'garbage on the topic becomes refusals with its bytes, place and reason, and the partition goes on',
  async () => {
    const good = await schemaIdOf(topics.orderLines.schema, 'order-lines-value');
    const fact = writer(topics.orderLines, good).write(bought('1'));
    const large = Buffer.alloc(900_000, 1);
    const garbage: [key: string | null, value: Buffer | null, reason: string][] = [
      [key, Buffer.from('{"no":"avro"}'), 'not-framed'],
      [key, Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2]), 'unknown-schema'],
      [key, fact.subarray(0, fact.length - 4), 'truncated'],
      [key, Buffer.concat([fact, Buffer.from([0])]), 'trailing-bytes'],
      [key, null, 'no-value'],
      [null, fact, 'no-key'],
      [key, large, 'not-framed'],
      [key, writer(topics.orderLines, good).write(bought('2', { quantity: -1 })), 'invalid-field'],
    ];
    await send(garbage);
    await send([[key, writer(topics.orderLines, good).write(bought('3')), '']]);
    await given.atRest();

    const kept = await readRefusals(given.system.connection, reader(topics.refusals, given.system.registry));
    const reasons = kept.map(({ refusal }) => refusal.reason).sort();
    expect(reasons).toEqual(garbage.map(([, , reason]) => reason).sort());
    for (const [, value, reason] of garbage.slice(0, 4)) {
      const refusal = kept.find(
        (one) => one.refusal.reason === reason && one.refusal.size === value?.length,
      )?.refusal;
      expect(refusal?.value).toBe(value?.toString('base64'));
      expect(Buffer.from(refusal?.key ?? '', 'base64').toString()).toBe(key);
    }
    expect(await given.differences()).toEqual([]);
    const orders = (await readFacts(given.system.connection, given.system.registry)).fold().orders;
    expect(orders.get(key)?.productCount).toBe(1);
  },
  timeoutMs,
);

it(
  'a fact that was refused for a schema nobody knew is taken when it is redriven after mending',
  async () => {
    const { connection, registry } = given.system;
    const schema = {
      ...topics.orderLines.schema,
      doc: `${uniqueName('words')}: other words, the same shape`,
    };
    const id = await schemaIdOf(schema, `${uniqueName('lost')}-value`);
    lost.add(id);
    const bytes = writer({ ...topics.orderLines, schema }, id).write(bought('1'));
    await send([[key, bytes, '']]);
    await given.atRest();
    const kept = await readRefusals(connection, reader(topics.refusals, registry));
    expect(kept.map(({ refusal }) => refusal.reason)).toEqual(['unknown-schema']);

    lost.clear();
    // What a service has not found once it does not ask for again; whoever mends the registry restarts it.
    await given.system.service('order-aggregator').stop();
    await given.system.service('order-aggregator').start();
    const out = publisher(connection, { source: '/spec' });
    const values = writer(topics.refusals, await schemaIdOf(topics.refusals.schema, 'refusals-value'));
    await redrive(
      kept.map(({ refusal }) => refusal),
      { connection, publish: out.publish, values },
    );
    await out.close();
    await eventually(async () => {
      await given.atRest();
      expect(await given.factsThere()).toBe(2);
    });
    expect(await given.differences()).toEqual([]);
    const again = await readRefusals(connection, reader(topics.refusals, registry));
    expect(again.map(({ redriven }) => redriven)).toEqual([true]);
  },
  timeoutMs,
);

/** To the real registry and back, but for schemas that are lost. */
async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = { 'content-type': 'application/json' };
  const id = Number(/^\/schemas\/ids\/(\d+)/.exec(request.url ?? '')?.[1]);
  if (lost.has(id)) {
    response.writeHead(404, headers).end('{"error_code":40403}');
    return;
  }
  const answer = await fetch(`${stack.registryUrl}${request.url}`, {
    method: request.method ?? 'GET',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  response.writeHead(answer.status, headers).end(await answer.text());
}

async function send(
  list: readonly (readonly [key: string | null, value: Buffer | null, reason: string])[],
): Promise<void> {
  const { kafka, nameOf } = given.system.connection;
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const [messageKey, value] of list) {
    await producer.send({ topic: nameOf('order-lines'), messages: [{ key: messageKey, value }] });
  }
  await producer.disconnect();
}

async function schemaIdOf(schema: object, subject: string): Promise<number> {
  return given.system.registry.register(subject, schema);
}

function bought(lineId: string, more: Partial<OrderLineFact> = {}): OrderLineFact {
  return {
    factId: `00000000-0000-5000-8000-00000000000${lineId}`,
    siteId: 'shop',
    orderId: 'A1',
    type: 'LineBought',
    version: 1_000,
    occurredAt: 1_000,
    origin: 'live',
    correlationId: 'c1',
    lineId,
    cancellationId: null,
    quantity: 1,
    productId: null,
    productName: null,
    unitPrice: null,
    buyer: '00000000-0000-5000-8000-00000000000a',
    buyerAddress: null,
    country: null,
    reference: null,
    ...more,
  };
}
