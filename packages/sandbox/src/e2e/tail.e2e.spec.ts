import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type OrderLineFact, registerSchema, schemaRegistry, topics, writer } from '@stamkunde/contracts';
import { connectKafka, createTopics, publisher } from '@stamkunde/stream';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { repositoryRoot } from '../command/repository-root.ts';

const timeoutMs = 60_000;
const program = join(repositoryRoot, 'packages', 'sandbox', 'dist', 'tail', 'tail.js');
const stack = stackFromEnv();
const topicPrefix = `${uniqueName('tail')}-`;

const fact: OrderLineFact = {
  factId: '484c8051-1e1c-5321-87e1-d8878cb7bca9',
  siteId: 'theatre',
  orderId: 'A1',
  type: 'LineBought',
  version: 1,
  occurredAt: Date.UTC(2026, 0, 2),
  origin: 'live',
  correlationId: 'c1',
  lineId: 'B12',
  cancellationId: null,
  quantity: 2,
  productId: null,
  productName: null,
  unitPrice: { amount: 34_550, scale: 2, currency: 'DKK', basis: 'gross' },
  buyer: null,
  buyerAddress: null,
  country: null,
  reference: null,
};

beforeAll(async () => {
  const connection = connectKafka({ brokers: stack.brokers, clientId: 'spec', topicPrefix });
  await createTopics(connection, [{ name: topics.orderLines.name, partitions: 2, replicas: 1, config: {} }]);
  const schemaId = await registerSchema(topics.orderLines as never, schemaRegistry(stack.registryUrl));
  const out = publisher(connection, { source: '/spec' });
  await out.publish([
    {
      topic: topics.orderLines.name,
      key: topics.orderLines.key(fact),
      value: writer(topics.orderLines, schemaId).write(fact),
      trace: { correlationId: 'till 7', traceparent: undefined, origin: 'backfill' },
      event: { id: fact.factId, type: fact.type },
    },
  ]);
  await out.close();
}, timeoutMs);

describe('npm run tail', () => {
  it(
    'shows the type of each event, and with --json all headers as they came',
    async () => {
      expect(await tailed()).toMatch(/^\S+ {2}\d\/0 {2}theatre:A1 {2}LineBought\n {4}factId 484c8051 /);
      expect(JSON.parse(await tailed('--json'))).toMatchObject({
        key: 'theatre:A1',
        offset: 0,
        headers: {
          ce_id: fact.factId,
          ce_type: 'dk.stamkunde.LineBought',
          origin: 'backfill',
          'correlation-id': 'till 7',
        },
        value: { lineId: 'B12' },
      });
    },
    timeoutMs,
  );
});

async function tailed(...more: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', TOPIC_PREFIX: topicPrefix };
  const args = ['order-lines', '--from', 'beginning', '--limit', '1', ...more];
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', program, ...args], {
    env,
  });
  return stdout;
}
