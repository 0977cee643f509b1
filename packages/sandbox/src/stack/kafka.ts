import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ChildRecipe, startChild } from './child-part.ts';
import { describeCluster } from './describe-cluster.ts';
import { onFreePorts } from './free-port.ts';
import type { Part, Profile, Surroundings } from './part.ts';

const answerTimeoutMs = 1_000;

/** Where a Kafka of our own comes from: a Java, a folder of jars, and what to call it. */
export interface KafkaFiles {
  java: string;
  libs: string;
  version: string;
  origin: string;
}

/** The properties of a single node that is broker and controller, reachable at `host:port` and nowhere else. */
export function kafkaProperties(at: {
  bind: string;
  host: string;
  port: number;
  controllerPort: number;
  dataDir: string;
  settings: Readonly<Record<string, string>>;
}): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${at.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${at.bind}:${at.port},CONTROLLER://127.0.0.1:${at.controllerPort}`,
    // An address, never `localhost`: that may mean ::1 first, where nobody listens.
    'advertised.listeners': `PLAINTEXT://${at.host}:${at.port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': at.dataDir,
    'auto.create.topics.enable': 'false',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // A broker that was killed may register again only when its former self has timed out; the default is 9 s.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...at.settings,
  };
}

export function heapOf(profile: Profile['profile']): string[] {
  return profile === 'benchmark' ? ['-Xms1g', '-Xmx1g'] : ['-Xms128m', '-Xmx512m'];
}

export function javaFlagsOf(profile: Profile['profile']): string[] {
  return profile === 'benchmark'
    ? [...heapOf(profile), '-XX:+UseG1GC']
    : [...heapOf(profile), '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
}

/** 16 random bytes in the base64 of URLs: the 22 characters that Kafka takes for a cluster id. */
export function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id; // would be read as an option on a command line
  }
}

/** Whether it is our cluster that answers there, and has a controller. */
export async function isClusterReady(host: string, port: number, clusterId: string): Promise<boolean> {
  const cluster = await describeCluster(host, port, answerTimeoutMs);
  return cluster.clusterId === clusterId && cluster.controllerId >= 0;
}

/** Starts a broker with its data and its log below `folder`; what is there from an earlier run is kept. */
export function startKafka(files: KafkaFiles, { folder, profile, watchdog }: Surroundings): Promise<Part> {
  // A folder formatted by a newer version is unreadable for an older one, so the version is in its name.
  const home = join(folder, `kafka-${files.version}`);
  return onFreePorts(2, async ([port = 0, controllerPort = 0]) => {
    const host = '127.0.0.1';
    const dataDir = join(home, 'data');
    const properties = join(home, 'server.properties');
    const logging = join(home, 'log4j2.properties');
    await mkdir(home, { recursive: true });
    await writeFile(
      properties,
      asPropertiesFile(
        kafkaProperties({ bind: host, host, port, controllerPort, dataDir, settings: profile.kafkaSettings }),
      ),
    );
    await writeFile(logging, logSettings);
    const classPath = ['-cp', join(files.libs, '*')];
    const clusterId = (await clusterIdIn(dataDir)) ?? newClusterId();
    if (!(await clusterIdIn(dataDir))) {
      await promisify(execFile)(files.java, [
        ...[
          '-Xmx128m',
          '-XX:+UseSerialGC',
          '-XX:TieredStopAtLevel=1',
          `-Dlog4j2.configurationFile=${logging}`,
        ],
        ...classPath,
        ...['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, '--ignore-formatted'],
      ]);
    }
    const recipe: ChildRecipe = {
      name: 'Kafka',
      address: `${host}:${port}`,
      origin: `Kafka ${files.version}, ${files.origin}`,
      command: files.java,
      args: [
        ...javaFlagsOf(profile.profile),
        `-Dlog4j2.configurationFile=${logging}`,
        ...classPath,
        'kafka.Kafka',
        properties,
      ],
      logFile: join(home, 'kafka.log'),
      isReady: () => isClusterReady(host, port, clusterId),
    };
    return startChild(recipe, watchdog);
  });
}

async function clusterIdIn(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, 'meta.properties'), 'utf8').catch(() => '');
  return /^cluster\.id=(\S+)$/m.exec(text)?.[1];
}

function asPropertiesFile(properties: Record<string, string>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
}

const logSettings = `status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %m (%c)%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
`;
