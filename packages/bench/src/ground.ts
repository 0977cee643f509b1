import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SchemaRegistry, schemaRegistry } from '@stamkunde/contracts';
import { type Stack, startStack } from '@stamkunde/sandbox';
import { connectKafka, type KafkaConnection, type TopicPlan, topicPlans } from '@stamkunde/stream';
import type { Admin } from 'kafkajs';
import { MongoClient } from 'mongodb';
import type { Options } from './options.ts';

/** What every row stands on: a stack of its own, clients of it, the options of the run. */
export interface Ground {
  readonly options: Options;
  readonly stack: Stack;
  readonly admin: Admin;
  readonly mongo: MongoClient;
  readonly registry: SchemaRegistry;
  readonly plans: readonly TopicPlan[];
  /** Where logs and profiles of contenders go. */
  readonly folder: string;
  /** Connection whose topics all have this prefix. */
  connection(topicPrefix: string): KafkaConnection;
  /** Tells the one who waits what has just been measured. */
  tell(line: string): void;
  close(): Promise<void>;
}

/** Root of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

export async function openGround(options: Options, tell: (line: string) => void): Promise<Ground> {
  const folder = join(root, '.stamkunde', 'bench');
  mkdirSync(folder, { recursive: true });
  const stack = await startStack({ profile: 'benchmark' });
  const connection = (topicPrefix: string) =>
    connectKafka({ brokers: stack.brokers, clientId: 'bench', topicPrefix });
  const admin = connection('').kafka.admin();
  await admin.connect();
  const mongo = await new MongoClient(stack.mongoUri, { appName: 'bench' }).connect();
  return {
    options,
    stack,
    admin,
    mongo,
    registry: schemaRegistry(stack.registryUrl),
    plans: topicPlans(join(root, 'deploy', 'topics.yaml')),
    folder,
    connection,
    tell,
    async close() {
      await admin.disconnect();
      await mongo.close();
      await stack.stop();
    },
  };
}
