import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Connection, reader, schemaRegistry, topics } from '@stamkunde/contracts';
import { connectKafka, createTopics, followTable, topicPlans } from '@stamkunde/stream';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';

const stack = stackFromEnv();
const topicPrefix = `${uniqueName('apply')}-`;
const connection = connectKafka({ brokers: stack.brokers, clientId: 'spec', topicPrefix });
/** Processes are started here, and a busy machine takes its time over that. */
const PATIENCE_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'apply-'));
const command = fileURLToPath(new URL('../../dist/apply/apply-command.js', import.meta.url));

beforeAll(async () => {
  const plans = topicPlans(fileURLToPath(new URL('../../../../deploy/topics.yaml', import.meta.url)));
  await createTopics(connection, plans, { replicas: 1, partitions: 1 });
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): Promise<{ code: number; out: string; told: string }> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
      TOPIC_PREFIX: topicPrefix,
      REGISTER_SCHEMAS: 'true',
    };
    execFile(
      process.execPath,
      ['--no-warnings', command, ...args],
      { cwd: folder, env },
      (error, out, told) => {
        resolve({ code: Number(error?.code ?? 0), out, told });
      },
    );
  });
}

const byDefault = {
  factsPerSecondMax: 1_000,
  browserOrigins: [],
  unsignedPairings: 'accept',
  pairingKeys: [],
};

async function onTopic(): Promise<Connection[]> {
  const table = await followTable(
    connection,
    topics.connections,
    reader(topics.connections, schemaRegistry(stack.registryUrl)),
  );
  const all = [...table.values()].sort((a, b) => a.siteId.localeCompare(b.siteId));
  await table.stop();
  return all;
}

const file = (name: string, text: string) => writeFileSync(join(folder, name), text);

it(
  'publishes what is new or changed, once, with rising versions',
  async () => {
    file('a.yaml', 'site: a\nname: A\napiKeys: [env:A]\n');
    file('b.yaml', 'site: b\nname: B\napiKeys: [env:B]\n');
    expect(await run('--dry-run', 'a.yaml', 'b.yaml')).toMatchObject({
      code: 0,
      out: 'site  change\na     new\nb     new\ndry run: nothing was changed\n',
    });
    expect(await onTopic()).toEqual([]);

    expect((await run('a.yaml', 'b.yaml')).out).toBe('site  change\na     new\nb     new\n');
    file('b.yaml', 'site: b\nname: B\napiKeys: [env:B, file:/run/b]\n');
    expect((await run('a.yaml', 'b.yaml')).out).toBe(
      'site  change\na     unchanged\nb     changed: apiKeys\n',
    );
    expect((await run('a.yaml', 'b.yaml')).out).toBe('site  change\na     unchanged\nb     unchanged\n');
    expect(await onTopic()).toEqual([
      { siteId: 'a', version: 1, name: 'A', apiKeys: ['env:A'], ...byDefault },
      { siteId: 'b', version: 2, name: 'B', apiKeys: ['env:B', 'file:/run/b'], ...byDefault },
    ]);
  },
  PATIENCE_MS,
);

it(
  'changes nothing while a single file has a fault',
  async () => {
    file('c.yaml', 'site: c\nname: C\napiKeys: [env:C]\n');
    file('d.yaml', 'site: d\nname: D\napiKeys: [a-secret]\n');
    const { code, told } = await run('c.yaml', 'd.yaml');
    expect(code).toBe(1);
    expect(told).toBe(
      'd.yaml:3:11: apiKeys.0 is no reference: write env:NAME or file:/path, a secret must not stand here\n1 fault; nothing was changed\n',
    );
    expect((await onTopic()).map(({ siteId }) => siteId)).not.toContain('c');
  },
  PATIENCE_MS,
);

it.each([[[]], [['missing.yaml']]])(
  'is told how it is called: %j',
  async (args) => {
    const { code, told } = await run(...args);
    expect(code).toBe(64);
    expect(told).toContain('npm run apply');
  },
  PATIENCE_MS,
);
