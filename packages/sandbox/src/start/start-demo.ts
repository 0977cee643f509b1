import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { logFolder } from '../command/log-folder.ts';
import { repositoryRoot } from '../command/repository-root.ts';
import { stackStep } from '../command/stack-step.ts';
import { step } from '../command/step.ts';
import { freePort } from '../stack/free-port.ts';
import type { Stack } from '../stack/start-stack.ts';
import type { ServiceProcess } from '../system/service-process.ts';
import { type System, startSystem } from '../system/start-system.ts';
import { Board } from './board.ts';
import { factSender, type SendFacts } from './fact-sender.ts';
import { watchTopics } from './watch-topics.ts';

/** A whole Stamkunde with a ticket office that may send facts to it. */
export interface Demo {
  readonly stack: Stack;
  readonly system: System;
  readonly board: Board;
  readonly send: SendFacts;
  readonly siteId: string;
  /** With which facts of the site may be sent, and its orders be read. Good for this run only. */
  readonly apiKey: string;
  /** Where facts go. */
  readonly ingestUrl: string;
  /** Where orders and buyers can be read. */
  readonly orderAggregatorUrl: string;
  /** With which the demo shop signs who has logged in. Good for this run only. */
  readonly pairingKey: string;
  /** Of the demo shop: the site's connection lets pages of this one speak. */
  readonly shopPort: number;
  /** Name and version of everything that runs. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  /** The services that have ended by themselves, which none should. */
  ended(): readonly ServiceProcess[];
  /** Folder of the services' logs. */
  readonly logs: string;
  /** Ends everything; nothing of it is left then. */
  stop(): Promise<void>;
}

const siteId = 'demo';
const usualShopPort = 7_781;
const stepTimeoutMs = 15_000;
const services = ['ingest', 'order-aggregator'] as const;
/** Several of them may run on servers that the environment names. */
const externalPrefix = () => `demo-${Date.now().toString(36)}-`;

/** Starts it all and says so. What was started is ended again when a part of it does not come up. */
export async function startDemo(product: string, stopping: AbortSignal): Promise<Demo> {
  const logs = logFolder('start');
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    // Bounded: what hangs on a broker that is gone must not keep the rest from ending.
    for (const one of undo.splice(0).reverse())
      await Promise.race([one(), pause(stepTimeoutMs, undefined, { ref: false })]);
  };
  try {
    const stack = await stackStep(stopping);
    undo.push(() => stack.stop());
    const isShared = [stack.kafka, stack.mongo].some(({ kind }) => kind === 'external');
    const apiKey = randomBytes(32).toString('base64url');
    const pairingKey = randomBytes(32).toString('base64url');
    const shopPort = await freePort(usualShopPort);
    const system = await step('starting ingest and order-aggregator', () =>
      startSystem({
        stack,
        prefix: isShared ? externalPrefix() : '',
        services: [...services],
        logFolder: logs,
        connections: [connectionIn(logs, shopPort)],
        env: { DEMO_API_KEY: apiKey, DEMO_PAIRING_KEY: pairingKey },
      }),
    );
    if (isShared) undo.push(() => system.remove());
    undo.push(() => system.stop());
    const versions = [
      ['Stamkunde', product],
      ['Node', process.versions.node],
      ['Kafka', stack.origin.kafka],
      ['MongoDB', stack.origin.mongo],
      ['Registry', stack.origin.registry],
    ] as const;
    const board = new Board(versions.map(([name, version]) => briefly(name, version)));
    undo.push(await watchTopics(system.connection, system.registry, board));
    const ingestUrl = system.service('ingest').urls['api'] ?? '';
    const orderAggregatorUrl = system.service('order-aggregator').urls['api'] ?? '';
    const send = factSender(ingestUrl, apiKey);
    const ended = () => services.map((name) => system.service(name)).filter(({ pid }) => pid === undefined);
    const addresses = { siteId, apiKey, pairingKey, ingestUrl, orderAggregatorUrl, shopPort };
    return { stack, system, board, send, ...addresses, versions, ended, logs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The example's connection, for pages of the shop at this port. */
function connectionIn(folder: string, shopPort: number): string {
  const example = readFileSync(join(repositoryRoot, 'services', 'ingest', 'examples', 'demo.yaml'), 'utf8');
  const file = join(folder, 'demo.yaml');
  writeFileSync(file, example.replace(`:${usualShopPort}`, `:${shopPort}`));
  return file;
}

/** `Kafka 4.4.0, from Maven, on …` says its name itself, and more than a page needs. */
function briefly(name: string, version: string): string {
  const [head = ''] = version.split(',');
  return /^([\d.]+|external)$/.test(head) ? `${name} ${head}` : head;
}
