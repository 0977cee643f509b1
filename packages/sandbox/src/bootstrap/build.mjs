// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is built.
import { delimiter, join } from 'node:path';
import { begin } from './progress.mjs';
import { runTool } from './run-tool.mjs';

const quietMs = 1_500;

/** The environment of everything after the installation: the pinned Node and the installed tools come first.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv} */
export function environmentOf(root) {
  return { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter) };
}

/**
 * Brings every `dist` up to date. Says nothing when there was nothing to do; returns what the compiler says when it
 * fails, undefined when all is well.
 *
 * @param {string} root
 * @returns {Promise<string | undefined>}
 */
export async function build(root) {
  const done = begin('building', { quietMs });
  const env = { ...environmentOf(root), TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const { code, output } = await runTool(turbo, ['run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    env,
  });
  done(code === 0 ? undefined : 'failed');
  return code === 0 ? undefined : output;
}
