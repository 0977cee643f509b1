import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type OrderLineFact, registerSchema, schemaRegistry, topics } from '@stamkunde/contracts';
import { connectKafka, createTopics, type Following, topicPlans } from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { followFacts } from './follow-facts.ts';

const stack = stackFromEnv();
const service = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(`${service}dist/readme-`);
const topicPrefix = `${uniqueName('produce')}-`;
let following: Following | undefined;

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await following?.stop();
});

it('is what the README shows: a fact on the topic, without ingest', async () => {
  const connection = connectKafka({ brokers: stack.brokers, clientId: 'spec', topicPrefix });
  const registry = schemaRegistry(stack.registryUrl);
  const plans = topicPlans(`${service}../../deploy/topics.yaml`).filter(
    ({ name }) => name === topics.orderLines.name,
  );
  await createTopics(connection, plans, { replicas: 1, partitions: 1 });
  await registerSchema(topics.orderLines, registry);
  const [, code = ''] = /```ts\n(.*?)```/s.exec(readFileSync(`${service}README.md`, 'utf8')) ?? [];
  // As it stands there, but for a topic of its own.
  writeFileSync(
    `${folder}/produce.ts`,
    code.replace('topics.orderLines.name', `'${topicPrefix}order-lines'`),
  );
  await promisify(execFile)(process.execPath, ['--no-warnings', `${folder}/produce.ts`], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
    },
  });
  // Only now: a partition that has taken a message has a leader that knows it is one.
  const facts: OrderLineFact[] = [];
  following = await followFacts(connection, registry, (fact) => void facts.push(fact));
  await eventually(() =>
    expect(facts).toMatchObject([{ siteId: 'demo', orderId: 'OWN-1', lineId: 'C07', quantity: 1 }]),
  );
}, 60_000);
