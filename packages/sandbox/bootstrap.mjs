// Makes a clone ready and runs one of its programs:
//
//   node packages/sandbox/bootstrap.mjs [--no-build] [flags for Node] PROGRAM [arguments]
//
// PROGRAM is a path from the root of the repository. This file and those it imports run on whatever Node the machine
// has (18 or newer) and import nothing that would have to be installed. After the installation everything runs on
// the Node that package-lock.json pins. Exit code: that of the program; 64 wrong usage, 69 something is missing, 1
// the build failed.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './src/bootstrap/build.mjs';
import { install } from './src/bootstrap/install.mjs';
import { withLock } from './src/bootstrap/lock.mjs';
import { runProgram } from './src/bootstrap/run-program.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nodeMajorMin = 18;

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  console.error(error.exitCode ? error.message : error);
  return error.exitCode ?? 70;
});

/** @param {string[]} args */
async function main(args) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < nodeMajorMin) {
    console.error(
      `Node ${process.versions.node} is too old to set this repository up; ${nodeMajorMin} or newer will do.`,
    );
    console.error('Get one from https://nodejs.org, apt-get install nodejs, or brew install node.');
    return 69;
  }
  const withBuild = args[0] !== '--no-build';
  const rest = withBuild ? args : args.slice(1);
  const at = rest.findIndex((one) => !one.startsWith('-'));
  const program = rest[at];
  if (program === undefined) {
    console.error(
      'usage: node packages/sandbox/bootstrap.mjs [--no-build] [flags for Node] PROGRAM [arguments]',
    );
    return 64;
  }
  const ready = await withLock(
    join(root, '.stamkunde', 'bootstrap.lock'),
    () => prepare(withBuild),
    (holder) => console.error(`waiting for ${holder}, which sets this clone up`),
  );
  if (ready.buildOutput !== undefined) {
    console.error(ready.buildOutput);
    return 1;
  }
  const path = isAbsolute(program) ? program : join(root, program);
  if (!existsSync(path)) {
    console.error(`there is no program ${program}`);
    return 64;
  }
  return runProgram(ready.node, root, [...rest.slice(0, at), path, ...rest.slice(at + 1)]);
}

/** @param {boolean} withBuild */
async function prepare(withBuild) {
  const node = await install(root);
  return { node, buildOutput: withBuild ? await build(root) : undefined };
}
