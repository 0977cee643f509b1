import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { describeCluster } from './describe-cluster.ts';
import { type Stack, startStack } from './start-stack.ts';
import { waitUntil } from './wait-until.ts';

const timeoutMs = 240_000;

/** Own parts, whatever the surrounding run of Jest uses. */
const env = {
  ...process.env,
  STAMKUNDE_STACK: process.env['STAMKUNDE_STACK']?.replace(/^(none|external)$/, '') ?? '',
  STAMKUNDE_BROKERS: '',
  STAMKUNDE_MONGO_URI: '',
  STAMKUNDE_REGISTRY_URL: '',
};

describe('a stack that keeps its data', () => {
  let dataDir: string;
  let stack: Stack;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'stamkunde-spec-'));
    stack = await startStack({ dataDir, env });
  }, timeoutMs);
  afterAll(async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true });
    if (stack.origin.kafka.includes('Docker')) await removeVolumes(dataDir);
  }, timeoutMs);

  it(
    'has parts that are ready for work',
    async () => {
      expect((await clusterOf(stack)).controllerId).toBe(1);
      await remember(stack, 'first');
      expect(await remembered(stack)).toEqual(['first']);
      await register(stack, '"int"', 'other-value'); // so that a registry which forgets gives another id
      expect(await register(stack, '"string"')).toEqual(await register(stack, '"string"'));
      expect(stack.origin).toEqual({
        kafka: expect.stringContaining('Kafka'),
        mongo: expect.stringContaining('mongod'),
        registry: expect.stringContaining('Apicurio'),
      });
    },
    timeoutMs,
  );

  it(
    'has each part again after kill -9, at the same address and with the same data',
    async () => {
      const id = await register(stack, '"string"');
      const before = await clusterOf(stack);
      await Promise.all(
        [stack.kafka, stack.mongo, stack.registry].map(async (part) => {
          const { address, pid } = part;
          await part.kill9();
          expect(isAlive(pid)).toBe(false);
          expect(await isOpen(address)).toBe(false);
          await part.start();
          expect(part.address).toBe(address);
        }),
      );
      expect(await clusterOf(stack)).toEqual(before);
      expect(await remembered(stack)).toEqual(['first']);
      expect(await register(stack, '"string"')).toEqual(id);
    },
    timeoutMs,
  );

  it(
    'has a part that can be stopped and frozen',
    async () => {
      await stack.kafka.pause();
      await expect(clusterOf(stack)).rejects.toThrow('no answer');
      await stack.kafka.resume();
      await waitUntil('Kafka', async () => (await clusterOf(stack)).controllerId === 1, {
        timeoutMs: 20_000,
      });
      await stack.kafka.stop();
      await expect(clusterOf(stack)).rejects.toThrow('ECONNREFUSED');
      await expect(stack.kafka.pause()).rejects.toThrow('is not running');
      await stack.kafka.start();
      expect((await clusterOf(stack)).controllerId).toBe(1);
    },
    timeoutMs,
  );

  it(
    'can be used by others as an external one, which they cannot stop',
    async () => {
      const other = await startStack({
        env: {
          ...process.env,
          STAMKUNDE_BROKERS: stack.brokers.join(','),
          STAMKUNDE_MONGO_URI: stack.mongoUri,
          STAMKUNDE_REGISTRY_URL: stack.registryUrl,
          STAMKUNDE_STACK: 'external',
        },
      });
      expect(other).toMatchObject({
        brokers: stack.brokers,
        mongoUri: stack.mongoUri,
        registryUrl: stack.registryUrl,
      });
      await expect(other.mongo.kill9()).rejects.toThrow('STAMKUNDE_MONGO_URI names an external server');
      await other.stop();
      expect(await remembered(stack)).toEqual(['first']);
    },
    timeoutMs,
  );

  it(
    'has its data again when it is started anew, at other addresses',
    async () => {
      const id = await register(stack, '"string"');
      const before = await clusterOf(stack);
      const { mongoUri } = stack;
      await stack.stop();
      stack = await startStack({ dataDir, env });
      expect(stack.mongoUri).not.toBe(mongoUri);
      expect(await clusterOf(stack)).toEqual(before);
      expect(await remembered(stack)).toEqual(['first']);
      expect(await register(stack, '"string"')).toEqual(id);
    },
    timeoutMs,
  );
});

describe('a program that has a stack and is killed with kill -9', () => {
  it(
    'leaves no process and no data behind, a frozen part included',
    async () => {
      const temporary = await mkdtemp(join(tmpdir(), 'stamkunde-spec-'));
      const program = spawn(process.execPath, [fileURLToPath(new URL('run-stack.ts', import.meta.url))], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...env, NODE_OPTIONS: '', TMPDIR: temporary },
      });
      const pids: number[] = []; // none of a container: those live elsewhere
      const addresses: string[] = [];
      for await (const line of createInterface({ input: program.stdout })) {
        const pid = /process (\d+)$/.exec(line)?.[1];
        if (pid) pids.push(Number(pid));
        const address = /^export \w+='(.+)'$/.exec(line)?.[1];
        if (address) addresses.push(address);
        if (line.includes('STAMKUNDE_REGISTRY_URL')) break;
      }
      expect(await Promise.all(addresses.map(isOpen))).toEqual([true, true, true]);
      expect(pids.every(isAlive)).toBe(true);
      const folders = await readdir(temporary);
      expect(folders).toHaveLength(1);
      if (pids[0]) process.kill(-pids[0], 'SIGSTOP');
      program.kill('SIGKILL');
      const isGone = async () =>
        !pids.some(isAlive) &&
        !(await Promise.all(addresses.map(isOpen))).includes(true) &&
        !existsSync(join(temporary, folders[0] ?? ''));
      await waitUntil('the clean-up', isGone, { timeoutMs: 8_000 });
      await rm(temporary, { recursive: true });
    },
    timeoutMs,
  );
});

async function removeVolumes(dataDir: string): Promise<void> {
  const docker = async (...args: string[]) =>
    (await promisify(execFile)('docker', args)).stdout.trim().split('\n');
  await docker(
    'volume',
    'rm',
    ...(await docker('volume', 'ls', '-q', '--filter', `label=stamkunde.data=${dataDir}`)),
  );
}

function clusterOf(stack: Stack) {
  const { hostname, port } = new URL(`tcp://${stack.brokers[0]}`);
  return describeCluster(hostname, Number(port), 1_000);
}

async function remember(stack: Stack, word: string): Promise<void> {
  await using client = new MongoClient(stack.mongoUri);
  await client.db('spec').collection<{ word: string }>('words').insertOne({ word });
}

async function remembered(stack: Stack): Promise<string[]> {
  await using client = new MongoClient(stack.mongoUri);
  const words = await client.db('spec').collection<{ word: string }>('words').find().toArray();
  return words.map(({ word }) => word);
}

async function register(stack: Stack, schema: string, subject = 'spec-value'): Promise<unknown> {
  const answer = await fetch(`${stack.registryUrl}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
  return answer.json();
}

function isOpen(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address.replace(/^(\w+:\/\/)?/, 'tcp://'));
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
