import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isAlive } from '../command/is-alive.ts';
import { repositoryRoot } from '../command/repository-root.ts';

const timeoutMs = 20_000;

/** Says its process id, and ends when it is asked to. */
const program = `
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log(signal); process.exit(0); });
  setInterval(() => {}, 1_000);
  console.log(process.pid);
`;

describe('a script of npm that the bootstrap runs', () => {
  let folder: string;
  let npm: ChildProcess & { stdout: NodeJS.ReadableStream };
  let lines: AsyncIterator<string>;

  let programId: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stamkunde-npm-'));
    const { href } = new URL('run-program.mjs', import.meta.url);
    writeFileSync(join(folder, 'program.mjs'), program);
    writeFileSync(
      join(folder, 'bootstrap.mjs'),
      `import { runProgram } from ${JSON.stringify(href)};
       process.exitCode = await runProgram(process.execPath, process.cwd(), ['program.mjs']);`,
    );
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ scripts: { start: 'exec node bootstrap.mjs' } }),
    );
    npm = spawn('npm', ['--silent', 'start'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    lines = createInterface({ input: npm.stdout })[Symbol.asyncIterator]();
    programId = Number(await line());
  }, timeoutMs);

  afterEach(() => {
    npm.kill('SIGKILL');
    if (isAlive(programId)) process.kill(programId, 'SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const line = async () => (await lines.next()).value;

  it.each(['SIGINT', 'SIGTERM'] as const)('ends when npm alone gets %s', async (signal) => {
    npm.kill(signal);
    expect([await line(), await line()]).toEqual([signal, undefined]);
    if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit');
  });

  it('ends when npm was killed with kill -9', async () => {
    npm.kill('SIGKILL');
    expect([await line(), await line()]).toEqual(['SIGTERM', undefined]);
  });
});

it('every script of this repository that the bootstrap runs takes the place of the shell', () => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const booted = Object.values(scripts).filter((script) => script.includes('bootstrap.mjs'));
  expect(booted.length).toBeGreaterThan(10);
  expect(booted.filter((script) => !script.startsWith('exec node packages/sandbox/bootstrap.mjs '))).toEqual(
    [],
  );
});
