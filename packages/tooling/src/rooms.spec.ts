import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { roomsBreached } from './rooms.ts';

const installed = ['@nestjs/core', 'avsc', 'fast-check', 'kafkajs', 'pino', 'zod'];
const workspaces = {
  'packages/bench': ['kafkajs', '@nestjs/core', '@stamkunde/sandbox', '@stamkunde/ingest'],
  'packages/contracts': ['avsc', '@nestjs/core'],
  'packages/faults': ['@stamkunde/sandbox'],
  'packages/sandbox': ['@stamkunde/ingest', '@stamkunde/faults'],
  'packages/service': ['@nestjs/core', 'pino'],
  'packages/stream': [
    'kafkajs',
    '@nestjs/core',
    '@stamkunde/contracts',
    '@stamkunde/testing',
    '@stamkunde/ingest',
  ],
  'packages/testing': ['fast-check', '@stamkunde/contracts'],
  'services/ingest': [
    'zod',
    'kafkajs',
    'avsc',
    '@nestjs/core',
    '@stamkunde/contracts',
    '@stamkunde/aggregator',
  ],
  'services/aggregator': [
    '@stamkunde/contracts',
    '@stamkunde/testing',
    '@stamkunde/sandbox',
    '@stamkunde/bench',
    'renamed',
    'pino',
  ],
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rooms-'));
  put('package.json', JSON.stringify({ devDependencies: { 'fast-check': '4' } }));
  for (const name of installed) install(name, name);
  install('renamed', 'kafkajs');
  for (const [folder, dependencies] of Object.entries(workspaces)) {
    const name = `@stamkunde/${folder.split('/')[1]}`;
    const declared = Object.fromEntries(dependencies.map((one) => [one, '1']));
    const exports = { '.': { source: './src/index.ts' }, './*': './*' };
    put(`${folder}/package.json`, JSON.stringify({ name, exports, dependencies: declared }));
    put(`${folder}/src/index.ts`, 'export const one = 1;');
    mkdirSync(join(root, 'node_modules/@stamkunde'), { recursive: true });
    symlinkSync(join(root, folder), join(root, 'node_modules', name));
  }
});

afterEach(() => rmSync(root, { recursive: true }));

function install(as: string, name: string) {
  put(`node_modules/${as}/package.json`, JSON.stringify({ name, main: 'index.js' }));
  put(`node_modules/${as}/index.js`, '');
}

function put(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('a tree that keeps to its rooms', () => {
  it('is left in peace', () => {
    put(
      'packages/stream/src/loop.ts',
      `import { Kafka } from 'kafkajs'; import { one } from '@stamkunde/contracts';`,
    );
    put('packages/contracts/src/codec.ts', `import avro from 'avsc';`);
    put(
      'packages/bench/src/loop.ts',
      `import 'kafkajs'; import '@nestjs/core'; import '@stamkunde/sandbox'; import '@stamkunde/ingest';`,
    );
    put('packages/sandbox/src/replay.ts', `import '@stamkunde/ingest';`);
    put('packages/service/src/run-service.ts', 'export const port = process.env.PORT;');
    put('packages/sandbox/src/start.mjs', 'export const home = process.env.HOME;');
    put(
      'services/ingest/src/main.ts',
      `import { NestFactory } from '@nestjs/core'; import './domain/order.ts';`,
    );
    put('packages/faults/src/main.ts', `import '@stamkunde/sandbox'; process.env.PATH;`);
    put('services/ingest/src/config.ts', 'export const { PORT } = process.env;');
    put(
      'services/ingest/src/domain/order.ts',
      `import { one } from '@stamkunde/contracts'; import './line.ts';`,
    );
    put('services/ingest/src/domain/line.ts', 'export const f = (d: Date) => new Date(d);');
    put(
      'services/ingest/src/domain/deep/seat.ts',
      `import '../line.ts'; export const s = { process: 1 }.process;`,
    );
    put('services/aggregator/src/domain/order.spec.ts', `import '@stamkunde/testing'; import 'fast-check';`);
    put('services/aggregator/src/fold.int.spec.ts', `import '@stamkunde/sandbox'; process.env.STACK;`);
    put('services/aggregator/dist/utils/any.js', `import '@stamkunde/ingest';`);
    expect(roomsBreached(root)).toEqual([]);
  });
});

const nest = '@nestjs/core is used in packages/service';
const ownFolder = 'domain imports only its own folder';

describe.each([
  // Whatever form the import takes.
  ['services/ingest/src/a.ts', `import { one } from '@stamkunde/aggregator';`, 'nobody imports a service'],
  [
    'services/ingest/src/a.ts',
    `import type { One } from '@stamkunde/aggregator';`,
    'nobody imports a service',
  ],
  ['services/ingest/src/a.ts', `export { one } from '@stamkunde/aggregator';`, 'nobody imports a service'],
  ['services/ingest/src/a.ts', `export * from '@stamkunde/aggregator';`, 'nobody imports a service'],
  ['services/ingest/src/a.ts', 'await import(`@stamkunde/aggregator`);', 'nobody imports a service'],
  ['services/ingest/src/a.ts', `type One = import('@stamkunde/aggregator').One;`, 'nobody imports a service'],
  ['services/ingest/src/a.ts', `import one = require('@stamkunde/aggregator');`, 'nobody imports a service'],
  ['services/ingest/src/a.ts', `const one = require('@stamkunde/aggregator');`, 'nobody imports a service'],
  ['services/ingest/src/a.spec.ts', `jest.mock('@stamkunde/aggregator');`, 'nobody imports a service'],
  ['services/ingest/src/a.spec.ts', `import '@stamkunde/aggregator';`, 'nobody imports a service'],
  ['services/ingest/src/a.ts', `import(['@stamkunde', 'aggregator'].join('/'));`, 'a computed import'],
  ['packages/stream/src/a.ts', `import '@stamkunde/ingest';`, 'nobody imports a service'],
  ['services/aggregator/src/a.spec.ts', `import '@stamkunde/bench';`, 'nobody imports a program'],
  ['packages/sandbox/src/a.ts', `import '@stamkunde/faults';`, 'nobody imports a program'],
  // Who may use what.
  ['services/aggregator/src/a.ts', `import '@stamkunde/sandbox';`, 'stands in for the outside'],
  ['services/aggregator/src/a.ts', `import '@stamkunde/testing';`, 'stands in for the outside'],
  ['packages/stream/src/a.ts', `import '@stamkunde/testing';`, 'stands in for the outside'],
  ['services/ingest/src/a.ts', `import 'kafkajs';`, 'kafkajs is used in packages/stream'],
  ['services/ingest/src/a.spec.ts', `import 'kafkajs';`, 'kafkajs is used in packages/stream'],
  ['services/aggregator/src/a.ts', `import 'renamed';`, 'kafkajs is used in packages/stream'],
  ['services/ingest/src/a.ts', `import 'avsc';`, 'avsc is used in packages/contracts'],
  ['services/ingest/src/a.ts', `import '@nestjs/core';`, nest],
  ['services/ingest/src/inner/a.module.ts', `import '@nestjs/core';`, nest],
  ['packages/contracts/src/a.controller.ts', `import '@nestjs/core';`, nest],
  // Doors.
  ['services/ingest/src/a.ts', `import '@stamkunde/contracts/src/index.ts';`, 'reaches inside a package'],
  [
    'services/ingest/src/a.ts',
    `import '../../../packages/contracts/src/index.ts';`,
    'leaves services/ingest/',
  ],
  ['services/ingest/src/a.ts', `import '@stamkunde/stream';`, '@stamkunde/stream is not declared'],
  ['services/ingest/src/a.ts', `import 'pino';`, 'pino is not declared'],
  ['services/ingest/src/a.ts', `import 'fast-check';`, 'fast-check is not declared'],
  ['services/ingest/src/a.ts', `import 'nowhere';`, 'nowhere cannot be resolved'],
  ['services/ingest/src/a.ts', `import './a.spec.ts';`, './a.spec.ts cannot be resolved'],
  // domain/.
  ['services/ingest/src/domain/a.ts', `import '../index.ts';`, ownFolder],
  ['services/ingest/src/domain/a.ts', `import 'zod';`, ownFolder],
  ['services/ingest/src/domain/a.ts', `import { one } from '@stamkunde/contracts/package.json';`, ownFolder],
  ['services/ingest/src/domain/a.ts', `import { hash } from 'node:crypto';`, 'does not import node:crypto'],
  ['services/ingest/src/domain/a.spec.ts', `import '../index.ts';`, ownFolder],
  ['services/ingest/src/domain/a.ts', 'async function f() {}', 'no async'],
  ['services/ingest/src/domain/a.ts', 'export const f = async () => 1;', 'no async'],
  ['services/ingest/src/domain/a.ts', 'export const a = await 1;', 'no await'],
  ['services/ingest/src/domain/a.ts', 'export {}; for await (const a of []) a;', 'no await'],
  ['services/ingest/src/domain/a.ts', 'export const a = Date.now();', 'no Date.now'],
  ['services/ingest/src/domain/a.ts', `export const a = Date['now']();`, 'no Date.now'],
  ['services/ingest/src/domain/a.ts', 'const { now } = Date;', 'no taking Date apart'],
  ['services/ingest/src/domain/a.ts', 'export const a = new Date();', 'no clock'],
  ['services/ingest/src/domain/a.ts', 'export const a = Date();', 'no clock'],
  ['services/ingest/src/domain/a.ts', 'export const a = performance.now();', 'no performance.now'],
  ['services/ingest/src/domain/a.ts', 'export const a = Math.random();', 'no Math.random'],
  ['services/ingest/src/domain/a.ts', 'export const a = crypto.randomUUID();', 'no crypto'],
  ['services/ingest/src/domain/a.ts', 'export const a = process.hrtime();', 'no process'],
  ['services/ingest/src/domain/a.ts', 'setTimeout(() => 1, 1);', 'no setTimeout'],
  ['services/ingest/src/domain/a.ts', `console.log('a');`, 'no console'],
  ['services/ingest/src/domain/a.ts', 'export const a = Promise.resolve();', 'no Promise'],
  ['services/ingest/src/domain/a.ts', 'export const a = { console };', 'no console'],
  ['services/ingest/src/domain/a.ts', 'export const a = globalThis;', 'no globalThis'],
  // The environment.
  [
    'services/ingest/src/a.ts',
    'export const a = process.env.A;',
    'the environment is read in config.ts only',
  ],
  [
    'services/ingest/src/a.ts',
    `export const a = process['env'].A;`,
    'the environment is read in config.ts only',
  ],
  ['services/ingest/src/a.ts', 'const { env } = process;', 'the environment is read in config.ts only'],
  [
    'services/ingest/src/a.ts',
    `import { env } from 'node:process';`,
    'the environment is read in config.ts only',
  ],
  [
    'packages/stream/src/config.ts',
    'export const a = process.env.A;',
    'the environment is read in config.ts only',
  ],
  // Names.
  ['services/ingest/src/utils.ts', '', 'does not say what is inside'],
  ['services/ingest/src/order-types.ts', '', 'does not say what is inside'],
  ['services/ingest/src/shared/a.ts', '', 'does not say what is inside'],
  ['services/ingest/src/helpers.spec.ts', '', 'does not say what is inside'],
  ['services/ingest/src/OrderStore.ts', '', 'is not in kebab-case'],
  ['services/ingest/scripts/seed.ts', '', 'TypeScript outside src/'],
])('%s with %s', (path, text, rule) => {
  it(`is told: ${rule}`, () => {
    put(path, text);
    expect(roomsBreached(root)).toEqual([expect.stringContaining(rule)]);
  });
});

describe('a file that imports a spec', () => {
  it('is told: specs are imported by nobody', () => {
    put('services/ingest/src/a.spec.ts', '');
    put('services/ingest/src/b.ts', `import './a.spec.ts';`);
    expect(roomsBreached(root)).toEqual([expect.stringContaining('specs are imported by nobody')]);
  });
});
