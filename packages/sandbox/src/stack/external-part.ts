import { connect } from 'node:net';
import { MongoClient } from 'mongodb';
import { type Env, externalVariables } from './find-offers.ts';
import { maskUrl } from './mask-url.ts';
import type { Part, PartName } from './part.ts';
import { StackUnavailable } from './stack-unavailable.ts';

const answerTimeoutMs = 10_000;

/** A server that somebody else runs. Rejects with `StackUnavailable` when it does not answer. */
export async function externalPart(name: PartName, env: Env): Promise<Part> {
  const variable = externalVariables[name];
  const address = env[variable] ?? '';
  try {
    await answers[name](address);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StackUnavailable(`${variable}=${maskUrl(address)} does not answer: ${why}`);
  }
  const refuse = async () => {
    throw new Error(`${variable} names an external server: it is not ours to start or stop`);
  };
  return {
    kind: 'external',
    address,
    origin: `external, ${maskUrl(address)}`,
    pid: undefined,
    kill9: refuse,
    stop: refuse,
    start: refuse,
    pause: refuse,
    resume: refuse,
  };
}

const answers: Record<PartName, (address: string) => Promise<void>> = {
  async kafka(address) {
    await Promise.any(
      address.split(',').map((broker) => {
        const { hostname, port } = new URL(`tcp://${broker.trim()}`);
        return opens(hostname, Number(port || 9092));
      }),
    ).catch((error) => {
      throw error instanceof AggregateError ? error.errors[0] : error;
    });
  },

  async mongo(address) {
    const client = new MongoClient(address, { serverSelectionTimeoutMS: answerTimeoutMs });
    try {
      await client.db('admin').command({ ping: 1 });
    } finally {
      await client.close();
    }
  },

  async registry(address) {
    const { protocol, hostname, port } = new URL(address);
    await opens(hostname, Number(port || (protocol === 'https:' ? 443 : 80)));
  },
};

function opens(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (error?: Error) => {
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    socket.setTimeout(answerTimeoutMs, () => end(new Error(`no answer in ${answerTimeoutMs} ms`)));
    socket.once('connect', () => end());
    socket.once('error', end);
  });
}
