import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../command/repository-root.ts';

const timeoutMs = 60_000;
const start = 'packages/sandbox/dist/start/start.js';
const replay = 'packages/sandbox/dist/replay/replay.js';
const doctor = 'packages/sandbox/src/stack/doctor.ts';
const check = 'packages/tooling/src/check.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamkunde-command-line-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line', () => {
  it.each([
    [start, 'npm start'],
    ['packages/sandbox/dist/tail/tail.js', 'npm run tail'],
    ['packages/sandbox/dist/redrive/redrive.js', 'npm run redrive'],
    [replay, 'npm run replay'],
    [doctor, 'npm run doctor'],
    ['packages/faults/dist/main.js', 'npm run faults'],
    [check, 'npm run check'],
  ])(
    'of %s is explained when asked for, without doing anything',
    async (program, name) => {
      const { code, stdout, stderr } = await run([program, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(name);
    },
    timeoutMs,
  );

  it.each([
    [[start, '--port', '99999'], {}, '--port takes a whole number from 0 to 65535, not 99999'],
    [[doctor, '--quickly'], {}, "Unknown option '--quickly'"],
    [[check, '--quickly'], {}, "Unknown option '--quickly'"],
    [[check, 'taste'], {}, 'There is no check taste'],
    [[start], { STAMKUNDE_STACK: 'foo' }, 'STAMKUNDE_STACK=foo is not known; it may be external, docker'],
    [[doctor], { STAMKUNDE_STACK: 'foo' }, 'STAMKUNDE_STACK=foo is not known; it may be external, docker'],
  ])(
    '%s with %s is refused with one sentence before anything is started',
    async (args, env, sentence) => {
      const { code, stdout, stderr } = await run(args, env);
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr.startsWith(sentence)).toBe(true);
      expect(stderr).not.toMatch(/^ +at /m);
    },
    timeoutMs,
  );

  it('refuses an expectation that cannot be compared before anything is started', async () => {
    const input = join(folder, 'orders.csv');
    const expect1 = join(folder, 'expected.csv');
    writeFileSync(input, '');
    writeFileSync(expect1, 'customer_id,orders,total_spent\n17,1,2\n');
    const { code, stdout, stderr } = await run([replay, '--input', input, '--expect', expect1]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/has no column that can be compared; known are order_count, .*last_purchase_at\n/);
  }, 60_000);
});

async function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, ['--no-warnings', ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, NODE_OPTIONS: '', ...more },
  }).then(
    (said) => ({ code: 0, ...said }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, stdout, stderr };
}
