import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeCluster } from '../stack/describe-cluster.ts';
import type { Env } from '../stack/find-offers.ts';
import { StackUnavailable } from '../stack/stack-unavailable.ts';
import { isAlive } from './is-alive.ts';
import { repositoryRoot } from './repository-root.ts';

/** Where a running Stamkunde is to be found. */
export interface RunningSystem {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  readonly topicPrefix: string;
}

/** The same with what the services keep. */
export interface WholeSystem extends RunningSystem {
  readonly mongoUri: string;
}

/** A system that `npm start` runs, with the addresses of its services. */
export interface ServedSystem extends WholeSystem {
  /** Where facts go. */
  readonly ingestUrl: string;
  /** Where orders and buyers can be read. */
  readonly orderAggregatorUrl: string;
}

const file = join(repositoryRoot, '.stamkunde', 'running.json');
const answerTimeoutMs = 5_000;

/** Tells other commands of this clone where the system is that this process runs; returns how to take that back. */
export function announceRunning(system: ServedSystem): () => void {
  const { brokers, registryUrl, mongoUri, topicPrefix, ingestUrl, orderAggregatorUrl } = system;
  const earlier = readAnnounced();
  const write = (said: Announcement) => writeFileSync(file, `${JSON.stringify(said, null, 2)}\n`);
  mkdirSync(dirname(file), { recursive: true });
  write({ pid: process.pid, brokers, registryUrl, mongoUri, topicPrefix, ingestUrl, orderAggregatorUrl });
  return () => {
    // Somebody may have started another one meanwhile, or one that was there before may still run.
    if (readAnnounced()?.pid !== process.pid) return;
    if (earlier !== undefined && isAlive(earlier.pid)) write(earlier);
    else rmSync(file, { force: true });
  };
}

interface Announcement extends ServedSystem {
  readonly pid: number;
}

/**
 * The system that the environment names, or the one that `npm start` has announced. Throws `StackUnavailable` when there
 * is none, or when its Kafka does not answer: kafkajs would ask for ever.
 */
export async function findRunning(env: Env): Promise<RunningSystem> {
  const named = env['STAMKUNDE_BROKERS'];
  const registryUrl = env['STAMKUNDE_REGISTRY_URL'];
  const system =
    named && registryUrl
      ? {
          brokers: named.split(',').map((one) => one.trim()),
          registryUrl,
          topicPrefix: env['TOPIC_PREFIX'] ?? '',
        }
      : announced();
  await Promise.any(system.brokers.map((broker) => reach(broker))).catch((error: AggregateError) => {
    throw new StackUnavailable(
      `Kafka at ${system.brokers.join(', ')} does not answer: ${error.errors[0]?.message}`,
    );
  });
  return system;
}

/** The system that `npm start` runs in this clone; undefined when none does. */
export function announcedRunning(): WholeSystem | undefined {
  const found = readAnnounced();
  return found !== undefined && isAlive(found.pid) ? found : undefined;
}

function announced(): RunningSystem {
  const found = announcedRunning();
  if (found !== undefined) return found;
  throw new StackUnavailable(
    'Nothing is running. Start it with: npm start\n' +
      'Or name a system of your own: STAMKUNDE_BROKERS, STAMKUNDE_REGISTRY_URL, and TOPIC_PREFIX if it has one.',
  );
}

function readAnnounced(): Announcement | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Announcement;
  } catch {
    // Not there, or half written: nobody announces anything.
    return undefined;
  }
}

async function reach(broker: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${broker}`);
  await describeCluster(hostname, Number(port || 9092), answerTimeoutMs);
}
