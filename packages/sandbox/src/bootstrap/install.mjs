// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is installed or built.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Missing } from './missing.mjs';
import { begin } from './progress.mjs';
import { runTool } from './run-tool.mjs';

/** npm answers SIGTERM by taking everything back, for many seconds; the next `npm ci` clears up anyway. */
const npmStopTimeoutMs = 500;
const followUrl = new URL('./follow-bootstrap.mjs', import.meta.url);

/**
 * Makes `node_modules` what `package-lock.json` says, by `npm ci`, and only when it is not. Returns the path of the
 * Node that the lockfile pins. Needs no network when nothing has changed.
 *
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function install(root) {
  const node = join(root, 'node_modules', '.bin', 'node');
  const marker = join(root, 'node_modules', '.stamkunde-lock');
  const wanted = await fingerprint(root);
  if ((await textOf(marker)) !== wanted) {
    // Somebody may have run `npm ci` or `npm install` by hand: nothing to do again.
    if (!(await isInstalled(root)) || !(await isPinnedNode(node, root))) await installAfresh(root);
    await writeFile(marker, wanted);
  }
  if (await isPinnedNode(node, root)) return node;
  throw new Missing(
    'The Node that this repository pins was not installed: its npm package has an install script, and npm did not run it.\n' +
      'It has to: `npm config get ignore-scripts` should say false. Then: rm -rf node_modules, and try again.',
  );
}

/** @param {string} root */
async function installAfresh(root) {
  const done = begin('installing packages, about 600 MB on disk (npm ci)');
  const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
  const { code, output } = await runTool('npm', ['ci', ...flags], { cwd: root, env: followed() }).catch(
    (error) => {
      done('failed');
      if (error.code !== 'ENOENT') throw error;
      throw new Missing(
        'npm is missing. It installs what this repository is made of, the right Node included.\n' +
          'It comes with Node: https://nodejs.org, or apt-get install nodejs npm (version 18 or newer), or brew install node.',
      );
    },
  );
  done(code === 0 ? undefined : 'failed');
  if (code !== 0) {
    throw new Missing(
      `npm ci failed with exit code ${code}:\n${withoutNoise(output)}\n` +
        'It needs the npm registry, or a cache that has everything. Behind a mirror: npm config set registry URL.',
    );
  }
}

/** npm warns that the system's Node is too old for this and that; it never runs them.
 * @param {string} output */
function withoutNoise(output) {
  return output.replace(/^npm warn EBADENGINE.*\n/gim, '');
}

/** Lets npm end when the bootstrap is killed: the next bootstrap would else work on the same folder. Where Node is too
 * old for it, npm carries on. */
function followed() {
  if (!process.allowedNodeEnvironmentFlags.has('--import')) return process.env;
  const options = [process.env['NODE_OPTIONS'], `--import=${followUrl.href}`].filter(Boolean).join(' ');
  return { ...process.env, NODE_OPTIONS: options, STAMKUNDE_BOOTSTRAP: `${process.pid} ${npmStopTimeoutMs}` };
}

/** Whatever decides what `npm ci` would do here.
 * @param {string} root */
async function fingerprint(root) {
  const lock = await readFile(join(root, 'package-lock.json'), 'utf8');
  const { workspaces, dependencies, devDependencies, overrides, allowScripts } = await json(
    join(root, 'package.json'),
  );
  const asked = JSON.stringify({ workspaces, dependencies, devDependencies, overrides, allowScripts });
  return createHash('sha256').update(`${process.platform} ${process.arch}\n${asked}\n${lock}`).digest('hex');
}

/** npm notes what it has put into `node_modules` in a lockfile of the same form. Optional packages may be absent:
 * most of them are for other platforms.
 * @param {string} root */
async function isInstalled(root) {
  if ((await textOf(join(root, 'node_modules', '.package-lock.json'))) === undefined) return false;
  const wanted = (await json(join(root, 'package-lock.json'))).packages;
  const found = (await json(join(root, 'node_modules', '.package-lock.json'))).packages;
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  names.delete('');
  return [...names].every((name) =>
    found[name] ? found[name].version === wanted[name]?.version : wanted[name].optional === true,
  );
}

/** @param {string} node
 * @param {string} root */
async function isPinnedNode(node, root) {
  const { version } = await json(join(root, 'node_modules', 'node', 'package.json')).catch(() => ({
    version: '',
  }));
  const answer = await runTool(node, ['--version'], { cwd: root }).catch(() => undefined);
  return answer?.output === `v${version}`;
}

/** @param {string} file */
async function json(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** @param {string} file */
async function textOf(file) {
  return await readFile(file, 'utf8').catch(() => undefined);
}
