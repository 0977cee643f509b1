import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MESSAGES_MAX = 50;

/**
 * The HTTP side as it is built, with a producer that points nowhere. In a process of its own, because a send to a Kafka
 * that is away goes on for ever, and may not be taken back.
 */
const program = `
  import { topics, writer } from '@stamkunde/contracts';
  import { createLog, createMetrics, startHttpApi } from '@stamkunde/service';
  import { connectKafka, publisher } from '@stamkunde/stream';
  import { answeredOnce } from './answered-once.js';
  import { coalesced } from './coalesced.js';
  import { factMetrics } from './fact-metrics.js';
  import { ingestModule } from './ingest.module.js';
  import { takeFacts } from './take-facts.js';
  import { orderLinesOut } from './way-out.js';

  const { publish } = publisher(connectKafka({ brokers: ['127.0.0.1:1'], clientId: 'nowhere' }), { source: '/spec' });
  const sends = coalesced(publish, { sendsMax: 1, messagesPerSendMax: 10, messagesMax: ${MESSAGES_MAX}, waitMs: 500 });
  const api = await startHttpApi({
    module: ingestModule({
      access: { siteOf: async () => 'demo', take: () => {} },
      pages: { isAllowed: () => false },
      script: { source: '', integrity: '' },
      onFacts: takeFacts({ publish: sends.publish, out: orderLinesOut(writer(topics.orderLines, 1)) }),
      once: answeredOnce({}),
      metrics: factMetrics(createMetrics({ service: 'ingest', version: '0' }), sends.held),
    }),
    host: '127.0.0.1',
    port: 0,
    log: createLog({ service: 'ingest', version: '0', level: 'silent' }),
  });
  process.on('message', () => process.send(sends.held()));
  console.log(api.url);
`;

/** After this a request that nobody answers is answered 503 all the same, by the server: too late for what is told here. */
const ANSWER_TIMEOUT_MS = 30_000;
/** The machine may be busy. */
const PATIENCE_MS = 120_000;

let child: ChildProcess;
let url: string;

beforeAll(async () => {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url));
  child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '--eval', program], {
    cwd: dist,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  url = line.toString().trim();
}, PATIENCE_MS);

afterAll(async () => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
});

/** Facts that wait for Kafka in the process. */
async function held(): Promise<unknown> {
  child.send('how many?');
  const [count] = (await once(child, 'message')) as [unknown];
  return count;
}

async function post(facts: number) {
  const begun = performance.now();
  const response = await fetch(`${url}/v1/facts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(
      Array.from({ length: facts }, (_, index) => ({
        type: 'OrderDescribed',
        orderId: String(index),
        occurredAt: '2026-01-01T00:00:00Z',
      })),
    ),
  });
  const { detail } = (await response.json()) as { detail: string };
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    detail,
    tookMs: performance.now() - begun,
  };
}

describe('while Kafka is away', () => {
  it(
    'a request is answered 503 in time, with how long to wait, and never 202',
    async () => {
      const answers = await Promise.all([post(1), post(20)]);
      for (const { status, retryAfter, tookMs } of answers) {
        expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '5' });
        expect(tookMs).toBeLessThan(ANSWER_TIMEOUT_MS);
      }
      expect(await held()).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'who comes later is turned away, without waiting in vain',
    async () => {
      const before = await held();
      expect((await post(1)).status).toBe(503);
      expect(await held()).toBe(before);
    },
    PATIENCE_MS,
  );

  it(
    'the process goes on, and holds no more than it may',
    async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(50)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(child.exitCode).toBeNull();
      expect(await held()).toBeLessThanOrEqual(MESSAGES_MAX);
    },
    PATIENCE_MS,
  );
});
