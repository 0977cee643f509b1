import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  registerSchema,
  type SchemaRegistry,
  schemaRegistry,
  type Topic,
  topics,
} from '@stamkunde/contracts';
import { connectKafka, createTopics, type KafkaConnection, topicPlans } from '@stamkunde/stream';
import { MongoClient } from 'mongodb';
import { repositoryRoot } from '../command/repository-root.ts';
import type { RunningSystem } from '../command/running-system.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { startWatchdog } from '../stack/watchdog.ts';
import { type ServiceProcess, startService } from './service-process.ts';

/** Where Kafka, MongoDB and the registry are. */
export interface StackAddresses {
  readonly brokers: readonly string[];
  readonly mongoUri: string;
  readonly registryUrl: string;
}

export interface SystemOptions {
  readonly stack: StackAddresses;
  /** Stands before the names of topics, groups and databases, so that several systems share one stack. */
  readonly prefix: string;
  /** Folders of `services/` to start, in this order. */
  readonly services: readonly string[];
  /** Where the services' logs go. */
  readonly logFolder: string;
  /** Files of connections that are applied before the services start. */
  readonly connections?: readonly string[];
  /** More settings for all of them. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Stamkunde at work: topics and schemas in place, services running. */
export interface System extends RunningSystem {
  readonly connection: KafkaConnection;
  readonly registry: SchemaRegistry;
  readonly mongoUri: string;
  /** Throws for a service that was not asked for. */
  service(name: string): ServiceProcess;
  /** Group of a service's consumers. */
  groupOf(service: string): string;
  /** Database of a service. */
  databaseOf(service: string): string;
  /** Ends the services. */
  stop(): Promise<void>;
  /** Takes the topics and databases away again: for stacks that outlive this process. */
  remove(): Promise<void>;
}

/**
 * Makes a system ready on a stack: topics of `deploy/topics.yaml`, schemas, services as real processes. They end with
 * this process, whatever way it ends.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { stack, prefix, services, logFolder, connections = [], env = {} } = options;
  const { brokers, mongoUri, registryUrl } = stack;
  const connection = connectKafka({ brokers, clientId: 'sandbox', topicPrefix: prefix });
  const registry = schemaRegistry(registryUrl, 15_000);
  const plans = topicPlans(join(repositoryRoot, 'deploy', 'topics.yaml'));
  await Promise.all([
    createTopics(connection, plans, { replicas: 1 }),
    ...Object.values(topics).map((topic) => registered(topic as Topic<never>, registry)),
  ]);
  const databaseOf = (service: string) => `${prefix}${service}`;
  const watchdog = startWatchdog();
  const running = new Map<string, ServiceProcess>();
  const stop = async () => {
    await Promise.all([...running.values()].map((service) => service.stop()));
    await watchdog.end();
  };
  const settings = {
    STAMKUNDE_BROKERS: brokers.join(','),
    STAMKUNDE_MONGO_URI: mongoUri,
    STAMKUNDE_REGISTRY_URL: registryUrl,
    TOPIC_PREFIX: prefix,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    MANAGEMENT_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
    ...env,
  };
  if (connections.length > 0) await applyConnections(connections, settings);
  const started = await Promise.allSettled(
    services.map(async (name) => {
      const own = { ...settings, MONGO_DATABASE: databaseOf(name) };
      running.set(
        name,
        await startService({ name, env: own, logFile: join(logFolder, `${name}.log`), watchdog }),
      );
    }),
  );
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    brokers,
    registryUrl,
    mongoUri,
    topicPrefix: prefix,
    connection,
    registry,
    service(name) {
      const service = running.get(name);
      if (service === undefined) throw new TypeError(`${name} was not started`);
      return service;
    },
    groupOf: (service) => connection.nameOf(service),
    databaseOf,
    stop,
    async remove() {
      const admin = connection.kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: plans.map(({ name }) => connection.nameOf(name)) });
      await admin.deleteGroups(services.map((name) => connection.nameOf(name))).catch(() => undefined);
      await admin.disconnect();
      const client = new MongoClient(mongoUri);
      await Promise.all(services.map((name) => client.db(databaseOf(name)).dropDatabase()));
      await client.close();
    },
  };
}

/** By the same command that a person would use. */
async function applyConnections(
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const command = join(repositoryRoot, 'services', 'ingest', 'dist', 'apply', 'apply-command.js');
  await promisify(execFile)(process.execPath, ['--no-warnings', command, ...files], {
    cwd: repositoryRoot,
    env: { ...process.env, NODE_OPTIONS: '', ...settings },
  });
}

/** Registered once the registry can: asked by many at the same time, it now and then answers that it is too busy. */
async function registered(topic: Topic<never>, registry: SchemaRegistry): Promise<void> {
  await waitUntil(
    `the schema of ${topic.name}`,
    async () => {
      await registerSchema(topic, registry);
      return true;
    },
    { timeoutMs: 60_000 },
  );
}
