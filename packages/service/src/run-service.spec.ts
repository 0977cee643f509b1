import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { eventually } from '@stamkunde/testing';

const modules = {
  runService: './run-service.ts',
  processSettings: './config/process-settings.ts',
  secret: './config/setting.ts',
};
const imports = Object.entries(modules).map(
  ([name, path]) => `import { ${name} } from '${new URL(path, import.meta.url)}';`,
);

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of its own, whose service is the source text given. */
function started(start: string, env: Record<string, string> = {}, declared = '') {
  const source = `${imports.join('\n')}
    import { z } from 'zod';
    const settings = { ...processSettings, ${declared} };
    await runService({ name: 'sample', version: '1.2.3', settings, start: async (context) => { ${start} } });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: new URL('.', import.meta.url),
    env: { PATH: process.env['PATH'] ?? '', MANAGEMENT_PORT: '0', MANAGEMENT_HOST: '127.0.0.1', ...env },
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  );
  const lines = () =>
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return {
    child,
    ended,
    stderr: () => err,
    lines,
    said: (message: string) =>
      eventually(
        () => {
          const line = lines().find((one) => one.message === message);
          if (line === undefined) throw new Error(`"${message}" not said yet: ${out}${err}`);
          return line;
        },
        { timeoutMs: 30_000 },
      ),
  };
}

/** Each test starts a process, which takes its time on a busy machine. */
const patienceMs = 60_000;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const idle = 'setInterval(() => {}, 1_000);';

describe('a service', () => {
  it(
    'says in one line what runs, where, and with which settings, but no secret',
    async () => {
      const service = started(
        `${idle} return { urls: { api: 'http://127.0.0.1:1' }, stop: async () => {} };`,
        { API_KEY: 'hunter2-hunter2' },
        `key: secret('API_KEY', z.string(), 'Key.')`,
      );
      const line = await service.said('running');
      expect(line).toMatchObject({ service: 'sample', version: '1.2.3', node: process.versions.node });
      expect(line.urls).toEqual({
        api: 'http://127.0.0.1:1',
        management: expect.stringMatching(/^http:\/\/127/),
      });
      expect(line.settings).toMatchObject({ LOG_LEVEL: 'info', DRAIN_TIMEOUT_MS: '10000', API_KEY: 'set' });
      expect(JSON.stringify(line)).not.toContain('hunter2');
    },
    patienceMs,
  );

  it(
    'that is asked to stop is not ready first, then finishes its work; asked twice, it ends at once',
    async () => {
      const service = started(`
      return { ready: [{ name: 'group', check: () => true }],
               stop: async () => { context.log.info('finishing'); await new Promise(() => {}); } };`);
      const { urls } = await service.said('running');
      expect((await fetch(`${urls.management}/readyz`)).status).toBe(200);
      service.child.kill('SIGTERM');
      await service.said('finishing');
      const ready = await fetch(`${urls.management}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { status: 'failing', checks: { started: 'ok', open: 'draining', group: 'ok' } },
      ]);
      expect((await fetch(`${urls.management}/livez`)).status).toBe(200);
      service.child.kill('SIGINT');
      expect((await service.ended).code).toBe(130);
      expect(service.lines().at(-1).message).toBe('finishing');
    },
    patienceMs,
  );

  it(
    'ends with 0 when all its work is done, on either signal',
    async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const service = started(`${idle} return { stop: async () => { context.log.info('finished'); } };`);
        await service.said('running');
        service.child.kill(signal);
        expect(await service.ended).toEqual({ code: 0, signal: null });
        expect(service.lines().map((line) => line.message)).toEqual([
          'running',
          'stopping',
          'finished',
          'stopped',
        ]);
      }
    },
    patienceMs,
  );

  it(
    'that cannot finish in time ends all the same, and says so',
    async () => {
      const service = started('return { stop: () => new Promise(() => {}) };', { DRAIN_TIMEOUT_MS: '100' });
      await service.said('running');
      service.child.kill('SIGTERM');
      expect((await service.ended).code).toBe(0);
      await service.said('stopped before all work was finished');
    },
    patienceMs,
  );

  it(
    'that fails while stopping ends with 70',
    async () => {
      const service = started(`${idle} return { stop: async () => { throw new TypeError('x'); } };`);
      await service.said('running');
      service.child.kill('SIGTERM');
      expect((await service.ended).code).toBe(70);
    },
    patienceMs,
  );

  it(
    'can be stopped while it is still starting',
    async () => {
      const service = started(`
      context.log.info('waiting');
      await new Promise((resolve, reject) => context.stopping.addEventListener('abort', () => reject(new Error('given up'))));`);
      await service.said('waiting');
      service.child.kill('SIGTERM');
      expect((await service.ended).code).toBe(0);
    },
    patienceMs,
  );

  it(
    'is live and not ready while it is starting',
    async () => {
      const port = await freePort();
      const service = started(`context.log.info('waiting'); await new Promise(() => { ${idle} });`, {
        MANAGEMENT_PORT: String(port),
      });
      await service.said('waiting');
      const url = `http://127.0.0.1:${port}`;
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({
        checks: { started: 'still starting' },
      });
    },
    patienceMs,
  );

  it.each([
    ['a bug', `throw new TypeError('x');`, 70],
    [
      'a dependency that is away',
      `throw Object.assign(new Error('kafka is away'), { name: 'Unavailable' });`,
      69,
    ],
    ['a port that is taken', `throw Object.assign(new Error('listen'), { code: 'EADDRINUSE' });`, 78],
  ])(
    'that meets %s while starting ends with the code for it',
    async (_what, start, code) => {
      const service = started(start);
      expect((await service.ended).code).toBe(code);
      expect(await service.said('could not start')).toMatchObject({ level: 'fatal', exitCode: code });
    },
    patienceMs,
  );

  it(
    'with settings that cannot be used ends with 78 and lists all of them in words',
    async () => {
      const service = started('return {};', { DRAIN_TIMEOUT_MS: 'soon', LOG_LEVEL: 'loud' });
      expect((await service.ended).code).toBe(78);
      expect(service.stderr()).toMatch(/^2 of the settings cannot be used:/);
      expect(service.stderr()).toContain('DRAIN_TIMEOUT_MS is wrong');
      expect(service.stderr()).toContain('one of debug, info, warn, error, fatal, silent');
      expect(service.stderr()).not.toContain('    at ');
    },
    patienceMs,
  );

  it.each([
    ['thrown', `setTimeout(() => { throw new TypeError('x'); });`],
    ['rejected', `setTimeout(() => { void Promise.reject(new TypeError('x')); });`],
  ])(
    'ends with 70 when a bug is %s where nobody catches it',
    async (_how, bug) => {
      const service = started(`${bug} ${idle} return { stop: async () => {} };`);
      expect((await service.ended).code).toBe(70);
      expect(await service.said('a bug ends this process')).toMatchObject({
        level: 'fatal',
        error: { type: 'TypeError' },
      });
    },
    patienceMs,
  );
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
