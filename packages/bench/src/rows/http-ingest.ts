import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { registerSchema, topics, writer } from '@stamkunde/contracts';
import { publisher } from '@stamkunde/stream';
import { type Child, startChild } from '../contenders/child.ts';
import { freePort } from '../contenders/free-port.ts';
import { freshTopics } from '../fresh-topics.ts';
import { type Ground, root } from '../ground.ts';
import { endsOf } from '../measure/group-watch.ts';
import { ratioOf } from '../measure/samples.ts';
import type { ProducerSettings } from '../plain-producer/main.ts';
import type { Measure } from './row.ts';

const PREFIX = 'http-';
const COPY_PREFIX = 'http-plain-';
const SITE = 'bench';
const FACTS_IN_A_REQUEST = 100;
const REQUESTS_AT_ONCE = 16;
const WARM_UP_REQUESTS = 100;
const START_TIMEOUT_MS = 60_000;

const ingest = join(root, 'services', 'ingest', 'dist', 'main.js');
const producer = fileURLToPath(new URL('../plain-producer/main.js', import.meta.url));

/** H1: facts that are acknowledged over HTTP in a second, against the same messages from a producer of kafkajs. */
export const httpIngest: Measure = async ({ ground }) => {
  const requests = WARM_UP_REQUESTS + Math.ceil(Math.min(ground.options.facts, 100_000) / FACTS_IN_A_REQUEST);
  const counted = (requests - WARM_UP_REQUESTS) * FACTS_IN_A_REQUEST;
  const bodies = Array.from({ length: requests }, (_, number) => bodyOf(number));
  const http: number[] = [];
  const plain: number[] = [];
  for (let rep = 0; rep < ground.options.reps; rep++) {
    http.push(counted / (await overHttp(ground, bodies)));
    const appended = await endsOf(ground.admin, [`${PREFIX}${topics.orderLines.name}`]);
    if (appended !== requests * FACTS_IN_A_REQUEST) throw new Error(`${appended} messages were appended`);
    plain.push(counted / (await byProducer(ground, requests * FACTS_IN_A_REQUEST)));
    ground.tell(
      `HTTP ${Math.round(http.at(-1) ?? 0)} facts/s, plain producer ${Math.round(plain.at(-1) ?? 0)} messages/s`,
    );
  }
  return {
    measured: [{ part: '', figure: ratioOf(http, plain) }],
    notes: [`${REQUESTS_AT_ONCE} requests at once, the one who asks on the same cores`],
  };
};

/** Seconds for all but those that warm up. */
async function overHttp(ground: Ground, bodies: readonly Buffer[]): Promise<number> {
  await freshTopics(ground, PREFIX, [topics.orderLines.name, topics.connections.name]);
  await connect(ground);
  const key = randomBytes(24).toString('hex');
  const httpPort = await freePort();
  const managementPort = await freePort();
  const { stack, folder } = ground;
  const child = startChild(ingest, {
    logFile: join(folder, 'http-ingest.log'),
    env: {
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_MONGO_URI: stack.mongoUri,
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
      MONGO_DATABASE: 'bench-ingest',
      TOPIC_PREFIX: PREFIX,
      REGISTER_SCHEMAS: 'true',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(httpPort),
      MANAGEMENT_HOST: '127.0.0.1',
      MANAGEMENT_PORT: String(managementPort),
      BENCH_API_KEY: key,
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: REQUESTS_AT_ONCE });
  try {
    await ready(child, managementPort);
    const post = (body: Buffer) => posted(agent, httpPort, key, body);
    await allOf(bodies.slice(0, WARM_UP_REQUESTS), post);
    const began = performance.now();
    await allOf(bodies.slice(WARM_UP_REQUESTS), post);
    return (performance.now() - began) / 1_000;
  } finally {
    agent.destroy();
    await child.stop();
  }
}

/** Declares the site, as `apply` does. */
async function connect(ground: Ground): Promise<void> {
  const values = writer(topics.connections, await registerSchema(topics.connections, ground.registry));
  const out = publisher(ground.connection(PREFIX), { source: '/services/ingest' });
  const connection = {
    siteId: SITE,
    version: 1,
    name: 'Benchmark',
    apiKeys: ['env:BENCH_API_KEY'],
    factsPerSecondMax: 10_000_000,
    browserOrigins: [],
    unsignedPairings: 'accept' as const,
    pairingKeys: [],
  };
  await out.publish([
    {
      topic: topics.connections.name,
      key: SITE,
      value: values.write(connection),
      trace: { correlationId: SITE, traceparent: undefined, origin: 'live' },
      event: { id: SITE, type: 'Connection' },
    },
  ]);
  await out.close();
}

async function byProducer({ stack, folder, ...ground }: Ground, messages: number): Promise<number> {
  await freshTopics({ stack, folder, ...ground }, COPY_PREFIX, [topics.orderLines.name]);
  const settings: ProducerSettings = {
    brokers: stack.brokers,
    from: `${PREFIX}${topics.orderLines.name}`,
    to: `${COPY_PREFIX}${topics.orderLines.name}`,
    messages,
    warmUp: WARM_UP_REQUESTS * FACTS_IN_A_REQUEST,
    perSend: FACTS_IN_A_REQUEST,
    sendsAtOnce: REQUESTS_AT_ONCE,
  };
  const child = startChild(producer, {
    args: [JSON.stringify(settings)],
    logFile: join(folder, 'plain-producer.log'),
  });
  const output = await child.finished();
  return (JSON.parse(output.trimEnd().split('\n').at(-1) ?? '{}') as { seconds: number }).seconds;
}

async function ready(child: Child, managementPort: number): Promise<void> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await pause(100)) {
    child.alive();
    const answer = await fetch(`http://127.0.0.1:${managementPort}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new Error('ingest does not become ready');
}

async function allOf(bodies: readonly Buffer[], post: (body: Buffer) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await post(body);
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, worker));
}

async function posted(agent: Agent, port: number, key: string, body: Buffer): Promise<void> {
  const asked = request({
    agent,
    host: '127.0.0.1',
    port,
    path: '/v1/facts',
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 202) throw new Error(`ingest answers ${answer.statusCode}`);
}

function bodyOf(number: number): Buffer {
  const facts = Array.from({ length: FACTS_IN_A_REQUEST }, (_, place) => ({
    type: 'LineBought',
    orderId: `${number}-${Math.floor(place / 5)}`,
    lineId: String(place % 5),
    occurredAt: '2026-02-27T19:02:11+01:00',
    quantity: 1,
    unitPrice: '38.50',
    currency: 'GBP',
    priceBasis: 'gross',
    productId: `SHOW-${place}`,
    productName: 'WHITE HANGING HEART T-LIGHT HOLDER',
    buyer: { email: `member-${(number * 7 + place) % 5_000}@example.org` },
    country: 'GB',
  }));
  return Buffer.from(JSON.stringify(facts));
}
