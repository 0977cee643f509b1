import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectKafka } from '@stamkunde/stream';
import { eventually, stackFromEnv } from '@stamkunde/testing';
import { repositoryRoot } from '../command/repository-root.ts';
import type { ServedSystem } from '../command/running-system.ts';
import type { BoardState } from '../start/board.ts';
import { ended } from './given-system.ts';

const timeoutMs = 120_000;
const dist = join(repositoryRoot, 'packages', 'sandbox', 'dist');
const stack = stackFromEnv();
const running: ChildProcess[] = [];

/** After a failure, too: a system that goes on would keep Jest from ending. */
afterEach(async () => {
  for (const start of running.splice(0)) {
    start.kill('SIGTERM');
    await ended(start);
  }
});

describe('npm start', () => {
  it(
    'tells the story on its page, lets everybody send and look on, and leaves nothing behind after Ctrl-C',
    async () => {
      const mark = randomUUID();
      const { start, url, banner } = await started(mark);
      const state = await eventually(
        async () => {
          const now = (await (await fetch(`${url}/state`)).json()) as BoardState;
          expect(now.story.steps.map(({ seen }) => seen !== undefined)).toEqual([
            true,
            true,
            true,
            true,
            true,
          ]);
          expect(now.counts.refusals).toBe(1);
          return now;
        },
        { timeoutMs: 60_000, everyMs: 200 },
      );
      expect(state.story.seats.filter((seat) => seat.state === 'cancelled').map(({ name }) => name)).toEqual([
        'C13',
      ]);
      expect(state.story.steps.at(-1)?.seen).toMatch(/^1 order, 4 seats, 1380.00 DKK/);
      expect(state.counts.facts).toBeGreaterThan(5);

      const page = await fetch(url);
      expect(await page.text()).toContain('The way of a fact');
      expect((await fetch(`${url}/board.js`)).headers.get('content-security-policy')).toContain(
        "default-src 'self'",
      );

      const shop = await fetch(state.shopUrl ?? '');
      expect(await shop.text()).toContain('On stage at Lanternen');
      expect(banner).toContain(state.shopUrl);

      const tailed = await command(
        'tail/tail.js',
        'orders',
        '--from',
        'beginning',
        '--key',
        'demo:FIVE-1',
        '--limit',
        '2',
      );
      expect(tailed).toContain('productCount 5');
      expect(tailed).toContain('productCount 4');
      const refused = await command('redrive/redrive.js');
      expect(refused).toContain('not-framed');
      expect(refused).toContain('Nothing was sent');

      const [send = '', read = ''] = banner.split('\n\n').filter((block) => block.startsWith('  curl '));
      expect(JSON.parse(await pasted(send))).toMatchObject({ accepted: 1, refused: 0 });
      await eventually(async () => {
        expect(JSON.parse(await pasted(read))).toMatchObject({
          orderId: 'MY-1',
          productCount: 2,
        });
      });

      const { topicPrefix, ...told } = announced();
      expect(send).toContain(told.ingestUrl);
      expect(read).toContain(told.orderAggregatorUrl);
      expect(banner).toContain('leaves no process and no data behind');
      expect(await topicsWith(topicPrefix)).not.toEqual([]);
      start.kill('SIGINT');
      expect(await ended(start)).toBe(0);
      expect(processesWith(mark)).toEqual([]);
      expect(await topicsWith(topicPrefix)).toEqual([]);
    },
    timeoutMs,
  );

  it(
    'killed itself leaves no process behind',
    async () => {
      const mark = randomUUID();
      const { start } = await started(mark);
      expect(processesWith(mark).length).toBeGreaterThan(2);
      start.kill('SIGKILL');
      await eventually(() => expect(processesWith(mark)).toEqual([]), { timeoutMs: 20_000, everyMs: 100 });
    },
    timeoutMs,
  );
});

async function started(mark: string): Promise<{ start: ChildProcess; url: string; banner: string }> {
  const start = spawn(process.execPath, ['--no-warnings', join(dist, 'start', 'start.js'), '--port', '0'], {
    env: { ...process.env, NODE_OPTIONS: '', SPEC_MARK: mark },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(start);
  let said = '';
  start.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const url = await eventually(
    () => {
      const found = /Open {3}(http:\S+)/.exec(said)?.[1];
      if (found === undefined) throw new Error(`no page yet: ${said}`);
      return found;
    },
    { timeoutMs: 60_000 },
  );
  return { start, url, banner: said };
}

async function command(program: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', TOPIC_PREFIX: announced().topicPrefix };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', join(dist, program), ...args],
    { env },
  );
  return stdout;
}

/** What a command says that a person has copied from the terminal. */
async function pasted(text: string): Promise<string> {
  return (await promisify(execFile)('bash', ['-c', text])).stdout;
}

function announced(): ServedSystem {
  return JSON.parse(readFileSync(join(repositoryRoot, '.stamkunde', 'running.json'), 'utf8')) as ServedSystem;
}

/** Processes that were started below this one: the environment goes down to all of them. */
function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
      } catch {
        // It has ended meanwhile, or is somebody else's.
        return false;
      }
    });
}

async function topicsWith(prefix: string): Promise<string[]> {
  const admin = connectKafka({ brokers: stack.brokers, clientId: 'spec' }).kafka.admin();
  await admin.connect();
  const names = await admin.listTopics();
  await admin.disconnect();
  return names.filter((name) => name.startsWith(prefix));
}
