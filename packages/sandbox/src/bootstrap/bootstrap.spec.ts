import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bootstrap = fileURLToPath(new URL('../../bootstrap.mjs', import.meta.url));

describe('the bootstrap', () => {
  it.each([[[]], [['--no-build']], [['--no-build', '--disable-warning=ExperimentalWarning']]])(
    'without a program says how it is used, and sets nothing up: %j',
    async (args) => {
      const running = promisify(execFile)(process.execPath, [bootstrap, ...args], {
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      await expect(running).rejects.toMatchObject({
        code: 64,
        stdout: '',
        stderr: expect.stringMatching(/^usage: node packages\/sandbox\/bootstrap\.mjs .* PROGRAM/),
      });
    },
  );
});
