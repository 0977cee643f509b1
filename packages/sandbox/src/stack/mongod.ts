import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { startChild } from './child-part.ts';
import { onFreePorts } from './free-port.ts';
import type { Part, Profile, Surroundings } from './part.ts';

export interface MongodFiles {
  mongod: string;
  version: string;
  origin: string;
}

const replicaSet = 'rs0';
const answerTimeoutMs = 2_000;

export function mongodArgs(at: {
  bind: string;
  port: number;
  dataDir: string;
  profile: Profile['profile'];
}): string[] {
  return [
    ...['--replSet', replicaSet, '--bind_ip', at.bind, '--port', String(at.port), '--dbpath', at.dataDir],
    '--nounixsocket',
    ...['--wiredTigerCacheSizeGB', at.profile === 'benchmark' ? '1' : '0.25'],
    // Diagnostics write to disk all the time; the quiesce period waits for other members, and there are none.
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
  ];
}

/** Where clients find it. On another machine its own idea of its address is of no use to them. */
export function mongoUriOf(host: string, port: number): string {
  return `mongodb://${host}:${port}/?${host === '127.0.0.1' ? `replicaSet=${replicaSet}` : 'directConnection=true'}`;
}

/**
 * Brings a mongod to being the primary of its one-node replica set, one step per call; true once it takes writes.
 * A set that remembers the port of an earlier run is told the present one. With `pid`, a mongod that is another
 * process does not count.
 */
export async function isPrimary(host: string, port: number, pid?: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://${host}:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: answerTimeoutMs,
    connectTimeoutMS: answerTimeoutMs,
    socketTimeoutMS: answerTimeoutMs * 5,
  });
  try {
    const admin = client.db('admin');
    const member = `127.0.0.1:${port}`;
    if (pid !== undefined && Number((await admin.command({ serverStatus: 1 }))['pid']) !== pid) return false;
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true && hello['me'] === member) return true;
    const config = await configOf(admin);
    if (!config) {
      await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host: member }] } });
    } else if (config.members[0]?.host !== member) {
      const moved = {
        ...config,
        version: config.version + 1,
        members: [{ ...config.members[0], host: member }],
      };
      await admin.command({ replSetReconfig: moved, force: true });
    }
    return false;
  } finally {
    await client.close();
  }
}

interface ReplicaSetConfig {
  version: number;
  members: { host: string }[];
}

/** Undefined before the set was initiated. `hello` does not tell that from a set that knows us by another port. */
async function configOf(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))['config'] as ReplicaSetConfig;
  } catch (error) {
    if ((error as { codeName?: string }).codeName === 'NotYetInitialized') return undefined;
    throw error;
  }
}

/** Starts a mongod with its data and its log below `folder`; what is there from an earlier run is kept. */
export function startMongod(files: MongodFiles, { folder, profile, watchdog }: Surroundings): Promise<Part> {
  const home = join(folder, `mongod-${files.version}`);
  return onFreePorts(1, async ([port = 0]) => {
    const host = '127.0.0.1';
    const dataDir = join(home, 'data');
    await mkdir(dataDir, { recursive: true });
    return startChild(
      {
        name: 'mongod',
        address: mongoUriOf(host, port),
        origin: `mongod ${files.version}, ${files.origin}`,
        command: files.mongod,
        args: mongodArgs({ bind: host, port, dataDir, profile: profile.profile }),
        logFile: join(home, 'mongod.log'),
        isReady: (pid) => isPrimary(host, port, pid),
      },
      watchdog,
    );
  });
}
