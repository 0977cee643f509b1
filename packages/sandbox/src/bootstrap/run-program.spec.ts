import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** Says its process id and every signal it gets, and ends with the exit code that it reads, or on SIGTERM. */
const program = `
  process.on('SIGINT', () => console.log('SIGINT'));
  process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(0); });
  process.stdin.on('data', (text) => process.exit(Number(text)));
  setInterval(() => {}, 1_000);
  console.log(process.pid, process.argv.slice(2).join());
`;

describe('a program that the bootstrap runs', () => {
  let folder: string;
  let runner: ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream };
  let lines: AsyncIterator<string>;
  let programId: string;
  let words: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stamkunde-spec-'));
    await writeFile(join(folder, 'program.mjs'), program);
    const url = JSON.stringify(new URL('run-program.mjs', import.meta.url).href);
    const args = JSON.stringify([join(folder, 'program.mjs'), 'one', 'two']);
    const code = `import { runProgram } from ${url};
      process.exitCode = await runProgram(process.execPath, ${JSON.stringify(folder)}, ${args});`;
    runner = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true, // a group of its own, as a shell gives one to what is typed
      env: { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: '' },
    });
    lines = createInterface({ input: runner.stdout })[Symbol.asyncIterator]();
    [programId, words] = (await line()).split(' ');
  });

  afterEach(async () => {
    runner.kill('SIGKILL');
    if (isAlive(programId)) process.kill(Number(programId), 'SIGKILL');
    await rm(folder, { recursive: true });
  });

  const line = async () => (await lines.next()).value;

  it('has its arguments, its input, and the last word on the exit code', async () => {
    expect(words).toBe('one,two');
    runner.stdin.write('7');
    expect(await once(runner, 'exit')).toEqual([7, null]);
  });

  it('gets one signal for one press of Ctrl-C, though the terminal and npm both send one', async () => {
    const press = async () => {
      process.kill(-(runner.pid ?? 0), 'SIGINT');
      await pause(50);
      runner.kill('SIGINT');
    };
    await press();
    await pause(600);
    await press();
    const heard = [await line(), await line()];
    runner.stdin.write('0');
    expect([...heard, await line()]).toEqual(['SIGINT', 'SIGINT', undefined]);
  });

  it('is told to stop when the bootstrap was killed with kill -9', async () => {
    runner.kill('SIGKILL');
    expect([await line(), await line()]).toEqual(['SIGTERM', undefined]);
  });

  it('that dies of a signal gives the exit code that a shell would give', async () => {
    process.kill(Number(programId), 'SIGKILL');
    expect(await once(runner, 'exit')).toEqual([137, null]);
  });
});

function isAlive(pid: string): boolean {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}
