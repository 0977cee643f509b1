import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { registerSchema, schemaRegistry, topics, writer } from '@stamkunde/contracts';
import { connectKafka, createTopics, publisher, topicPlans } from '@stamkunde/stream';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { followFacts } from '../follow-facts.ts';

const stack = stackFromEnv();
const topicPrefix = `${uniqueName('import')}-`;
const connection = connectKafka({ brokers: stack.brokers, clientId: 'spec', topicPrefix });
const registry = schemaRegistry(stack.registryUrl);
const folder = mkdtempSync(join(tmpdir(), 'import-'));
const command = fileURLToPath(new URL('../../dist/import/import-command.js', import.meta.url));
/** Processes are started here, and a busy machine takes its time over that. */
const PATIENCE_MS = 120_000;

const isState = (name: string) => name.endsWith('.json');

const header =
  'type,order_id,line_id,customer_id,sku,name,quantity,unit_price,currency,occurred_at,country,reference\n';

beforeAll(async () => {
  const plans = topicPlans(fileURLToPath(new URL('../../../../deploy/topics.yaml', import.meta.url)));
  await createTopics(connection, plans, { replicas: 1, partitions: 2 });
  await declare('all', 'killed', 'anew', 'mended', 'refused', 'wrong');
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true }));

async function declare(...siteIds: readonly string[]): Promise<void> {
  const out = publisher(connection, { source: '/spec' });
  const values = writer(topics.connections, await registerSchema(topics.connections, registry));
  await out.publish(
    siteIds.map((siteId) => ({
      topic: topics.connections.name,
      key: siteId,
      value: values.write({
        siteId,
        version: 1,
        name: siteId,
        apiKeys: ['env:KEY'],
        factsPerSecondMax: 1,
        browserOrigins: [],
        unsignedPairings: 'accept',
        pairingKeys: [],
      }),
      trace: { correlationId: '', traceparent: undefined, origin: 'live' },
      event: { id: '', type: 'Connection' },
    })),
  );
  await out.close();
}

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', command, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
      TOPIC_PREFIX: topicPrefix,
      REGISTER_SCHEMAS: 'true',
      XDG_STATE_HOME: join(folder, 'state'),
    },
  });
}

async function run(...args: readonly string[]): Promise<{ code: unknown; told: string; result: string }> {
  const child = start(...args);
  let told = '';
  let result = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    result += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, told, result };
}

/** Ids of the facts on the topic, of one site, repeated ones as often as they are there. */
async function factIds(siteId: string): Promise<string[]> {
  const ids: string[] = [];
  const following = await followFacts(connection, registry, (fact) => {
    if (fact.siteId === siteId) ids.push(fact.factId);
  });
  await following.caughtUp;
  await following.stop();
  return ids;
}

const counted = (text: string | undefined) => Number(text?.replaceAll(',', ''));

function lines(count: number): string {
  const row = (number: number) =>
    `line,${Math.floor(number / 4)},${number % 4},c${number % 50},S,"a ""name"", and æ",${number % 7},1.25,GBP,2026-01-01T00:00:00Z,DK,\n`;
  return header + Array.from({ length: count }, (_, number) => row(number)).join('');
}

it(
  'brings every row of a file in, and the same file again as the same facts',
  async () => {
    const file = join(folder, 'all.csv.gz');
    writeFileSync(file, gzipSync(lines(3_000)));
    const first = await run('--site', 'all', file);
    expect(first).toMatchObject({
      code: 0,
      result: expect.stringContaining('3,000 taken, 0 refused') as string,
    });
    expect((await run('--site', 'all', file)).code).toBe(0);
    const ids = await factIds('all');
    expect(ids).toHaveLength(6_000);
    expect(new Set(ids).size).toBe(3_000);
  },
  PATIENCE_MS,
);

it(
  'goes on where it was killed: nothing is missing, and little is sent twice',
  async () => {
    const file = join(folder, 'killed.csv');
    writeFileSync(file, lines(12_000));
    const child = start('--site', 'killed', '--rate', '500', file);
    const states = join(folder, 'state', 'stamkunde', 'imports');
    await eventually(() => expect(readdirSync(states).filter(isState)).toHaveLength(1), {
      timeoutMs: PATIENCE_MS / 2,
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    const before = await factIds('killed');
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(12_000);

    const resumed = await run('--site', 'killed', file);
    expect(resumed.told).toMatch(/[\d,]+ rows of this file are in already/);
    expect(resumed.code).toBe(0);
    const [, taken, passedOver] =
      resumed.result.match(/ ([\d,]+) taken, 0 refused, ([\d,]+) passed over/) ?? [];
    expect(counted(taken) + counted(passedOver)).toBe(12_000);
    expect(counted(passedOver)).toBeGreaterThan(0);
    const ids = await factIds('killed');
    expect(new Set(ids).size).toBe(12_000);
    expect(ids.length).toBeLessThan(12_000 + before.length);
    expect(readdirSync(states)).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'begins anew when a row it has passed is mended meanwhile, and says so',
  async () => {
    const file = join(folder, 'mended.csv');
    const text = lines(20_000);
    writeFileSync(file, text);
    const child = start('--site', 'mended', '--rate', '500', file);
    const states = join(folder, 'state', 'stamkunde', 'imports');
    await eventually(() => expect(readdirSync(states).filter(isState)).toHaveLength(1), {
      timeoutMs: PATIENCE_MS / 2,
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    expect((await factIds('mended')).length).toBeGreaterThan(950);

    const rows = text.split('\n');
    // Of the same length, far from both ends, and among those that are in.
    rows[950] = rows[950]?.replace('1.25', '1.75') ?? '';
    writeFileSync(file, rows.join('\n'));
    const again = await run('--site', 'mended', file);
    expect(again.told).toMatch(
      /[\d,]+ rows of this file were in already, and have changed since: beginning anew\n/,
    );
    expect(again).toMatchObject({
      code: 0,
      result: expect.stringContaining('20,000 taken, 0 refused\n') as string,
    });
    expect(new Set(await factIds('mended')).size).toBe(20_001);
    expect(readdirSync(states)).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'begins anew when it is told to',
  async () => {
    const file = join(folder, 'anew.csv');
    writeFileSync(file, lines(6_000));
    const child = start('--site', 'anew', '--rate', '500', file);
    const states = join(folder, 'state', 'stamkunde', 'imports');
    await eventually(() => expect(readdirSync(states).filter(isState)).toHaveLength(1), {
      timeoutMs: PATIENCE_MS / 2,
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    const before = (await factIds('anew')).length;
    expect((await run('--site', 'anew', '--restart', file)).told).not.toContain('in already');
    expect(await factIds('anew')).toHaveLength(before + 6_000);
  },
  PATIENCE_MS,
);

it(
  'tells what it refuses by line and field, takes the rest, and ends with 1',
  async () => {
    const file = join(folder, 'refused.csv');
    const rows = lines(3).trimEnd().split('\n');
    rows[2] = rows[2]?.replace('1.25', '1,25') ?? '';
    rows.push('cancel,0,0,,,,-1,,,2026-01-02T00:00:00Z,,C1', 'return,0,0,,,,1,,,2026-01-02T00:00:00Z,,C1');
    writeFileSync(file, rows.join('\r\n'));
    const { code, result } = await run('--site', 'refused', '--refused', 'refused-rows.csv', file);
    expect(code).toBe(1);
    expect(result.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^5 rows in .*: 2 taken, 3 refused$/),
      '  line 3: has 13 fields, the header has 12',
      '  line 5: quantity is not a whole number from 0, of at most 15 digits',
      '  line 6: type is neither line nor cancel',
    ]);
    expect(readFileSync(join(folder, 'refused-rows.csv'), 'utf8').split('\n')).toHaveLength(5);
    expect(await factIds('refused')).toHaveLength(2);
  },
  PATIENCE_MS,
);

it(
  'takes a site that no connection declares for a slip, and sends nothing until it is told otherwise',
  async () => {
    const file = join(folder, 'ghost.csv');
    writeFileSync(file, lines(5));
    const slip = await run('--site', 'ghost', file);
    expect(slip).toMatchObject({ code: 64, result: '' });
    expect(slip.told).toBe(
      'site ghost is not declared: declare it with npm run apply, or import all the same with --undeclared; declared are all, anew, killed, mended, refused, wrong\n',
    );
    expect(await factIds('ghost')).toEqual([]);
    expect((await run('--site', 'ghost', '--undeclared', file)).code).toBe(0);
    expect(await factIds('ghost')).toHaveLength(5);
  },
  PATIENCE_MS,
);

it.each([
  ['an empty file', '', ':1: the file is empty: it has no header'],
  [
    'a file of something else',
    '\nwhen,who\n1,2\n',
    ':2: the header lacks every column that is needed; an order',
  ],
])(
  'says in one sentence what is wrong with %s, and imports nothing',
  async (_what, text, words) => {
    const file = join(folder, 'other.csv');
    writeFileSync(file, text);
    const { code, result, told } = await run('--site', 'wrong', file);
    expect({ code, result, lines: told.trimEnd().split('\n').length }).toEqual({
      code: 64,
      result: '',
      lines: 1,
    });
    expect(told).toContain(`${file}${words}`);
    expect(told).toMatch(/; nothing was imported\n$/);
  },
  PATIENCE_MS,
);

it.each([
  ['a file with a header only', header, 0, '0 rows'],
  [
    'a file with a quote that is never closed',
    `${lines(5)}line,"x\n`,
    1,
    'line 7: a quote is opened here and never closed',
  ],
])(
  'says what is wrong with %s',
  async (_what, text, expected, words) => {
    const file = join(folder, 'wrong.csv');
    writeFileSync(file, text);
    const { code, result } = await run('--site', 'wrong', file);
    expect(result).toContain(words);
    expect(code).toBe(expected);
  },
  PATIENCE_MS,
);

it(
  'is told of a file for refused rows that cannot be written, before anything is sent',
  async () => {
    const file = join(folder, 'unwritable.csv');
    writeFileSync(file, lines(5));
    const { code, told } = await run(
      '--site',
      'unwritable',
      '--undeclared',
      '--refused',
      'none/refused.csv',
      file,
    );
    expect(code).toBe(64);
    expect(told).toMatch(/^none\/refused.csv cannot be written \(ENOENT\)\n\nnpm run import/);
    expect(await factIds('unwritable')).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'is told how it is called',
  async () => {
    const [nothing, unknown] = await Promise.all([run(), run('--sight', 'demo', command)]);
    expect([nothing.code, unknown.code]).toEqual([64, 64]);
    expect(nothing.told).toMatch(/one file has to be named\n\nnpm run import/);
    expect(unknown.told).toContain("Unknown option '--sight'");
  },
  PATIENCE_MS,
);
