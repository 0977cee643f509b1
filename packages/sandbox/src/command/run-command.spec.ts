import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { UsageFault, wholeNumber } from './run-command.ts';

const url = new URL('run-command.ts', import.meta.url).href;
const program = `
  import { readArguments, runCommand } from ${JSON.stringify(url)};
  await runCommand('usage: sing [--loud]', async (stopping) => {
    const { positionals } = readArguments({
      args: process.argv.slice(2),
      options: { loud: { type: 'boolean' } },
      allowPositionals: true,
    });
    console.log('singing', positionals.join());
    if (positionals[0] !== 'on') return 7;
    setInterval(() => {}, 1_000);
    return new Promise((_, reject) => stopping.addEventListener('abort', () => reject(stopping.reason)));
  });`;
const options = { env: { ...process.env, NODE_OPTIONS: '' } };

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamkunde-command-'));
  file = join(folder, 'sing.mjs');
  writeFileSync(file, program);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]) {
  const { stdout, stderr, code } = await promisify(execFile)(
    process.execPath,
    [file, ...words],
    options,
  ).then(
    (said) => ({ code: 0, ...said }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, stdout, stderr };
}

describe('a command', () => {
  it.each(['--help', '-h', 'song --help', '--nonsense -h'])(
    'that is asked for help says how it is used, and does nothing: %s',
    async (words) => {
      expect(await run(...words.split(' '))).toEqual({
        code: 0,
        stdout: 'usage: sing [--loud]\n',
        stderr: '',
      });
    },
  );

  it('is not asked for help by a word behind --', async () => {
    expect(await run('--', '-h')).toEqual({ code: 7, stdout: 'singing -h\n', stderr: '' });
  });

  it('tells an option that it does not know, and its usage, with 64', async () => {
    const { code, stdout, stderr } = await run('--lowd');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^Unknown option '--lowd'.*\n\nusage: sing/);
  });

  it('that breaks off because it is asked to says nothing of it, and ends with 130', async () => {
    const child = spawn(process.execPath, [file, 'on'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      expect(line).toBe('singing on');
      child.kill('SIGINT');
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect([child.exitCode, complaint]).toEqual([130, '']);
  });
});

it('a number outside its bounds is told with them', () => {
  expect(wholeNumber('port', '65535', 0, 65_535)).toBe(65_535);
  expect(() => wholeNumber('port', '99999', 0, 65_535)).toThrow(UsageFault);
  expect(() => wholeNumber('port', '99999', 0, 65_535)).toThrow(
    '--port takes a whole number from 0 to 65535, not 99999',
  );
});
