import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Artefact, artefactsFor } from './artefacts.ts';
import { artefactFolder } from './cache.ts';
import type { Way } from './choose-ways.ts';
import { javaIn, kafkaLibsIn, mongodIn, registryJarIn } from './fetch-artefacts.ts';
import { type Env, javaOf, versionOf } from './find-offers.ts';
import { type KafkaFiles, startKafka } from './kafka.ts';
import { type MongodFiles, startMongod } from './mongod.ts';
import type { Part, PartName, Surroundings } from './part.ts';
import { type RegistryFiles, startRegistry } from './registry.ts';

type OwnWay = 'binaries' | 'registries';

/** What has to be fetched for these ways. */
export function artefactsOf(ways: Readonly<Record<PartName, Way>>): Artefact[] {
  const all = artefactsFor(process.platform, process.arch);
  const needed = new Set<Artefact>();
  if (ways.kafka === 'registries') needed.add(all.kafka).add(all.java);
  if (ways.mongo === 'registries') needed.add(all.mongod);
  if (ways.registry === 'registries') needed.add(all.registry).add(all.java);
  return [...needed];
}

/** Runs a part as a process of this machine, from fetched files or from those that the environment names. */
export async function startProcess(name: PartName, way: OwnWay, surroundings: Surroundings): Promise<Part> {
  const { env } = surroundings;
  switch (name) {
    case 'kafka':
      return startKafka(way === 'binaries' ? await namedKafka(env) : fetchedKafka(env), surroundings);
    case 'mongo':
      return startMongod(way === 'binaries' ? await namedMongod(env) : fetchedMongod(env), surroundings);
    case 'registry':
      return startRegistry(
        way === 'binaries' ? await namedRegistry(env) : fetchedRegistry(env),
        surroundings,
      );
  }
}

function fetchedKafka(env: Env): KafkaFiles {
  const { kafka, java } = artefactsFor(process.platform, process.arch);
  return {
    java: javaIn(artefactFolder(env, java)),
    libs: kafkaLibsIn(artefactFolder(env, kafka)),
    version: kafka.version,
    origin: `from ${kafka.from}, on Java ${java.version} from ${java.from}`,
  };
}

function fetchedMongod(env: Env): MongodFiles {
  const { mongod } = artefactsFor(process.platform, process.arch);
  return {
    mongod: mongodIn(artefactFolder(env, mongod)),
    version: mongod.version,
    origin: `from ${mongod.from}`,
  };
}

function fetchedRegistry(env: Env): RegistryFiles {
  const { registry, java } = artefactsFor(process.platform, process.arch);
  return {
    java: javaIn(artefactFolder(env, java)),
    jar: registryJarIn(artefactFolder(env, registry)),
    version: registry.version,
    origin: `from ${registry.from}, on Java ${java.version} from ${java.from}`,
  };
}

async function namedKafka(env: Env): Promise<KafkaFiles> {
  const home = resolve(env['STAMKUNDE_KAFKA_HOME'] ?? '');
  const libs = join(home, 'libs');
  return {
    java: javaOf(env),
    libs,
    version: await versionAmong(libs, /^kafka-clients-(.+)\.jar$/),
    origin: home,
  };
}

async function namedMongod(env: Env): Promise<MongodFiles> {
  const mongod = resolve(env['STAMKUNDE_MONGOD'] ?? '');
  const words = await versionOf(env, mongod, ['--version']);
  return { mongod, version: /v(\d+\.\d+\.\d+)/.exec(words ?? '')?.[1] ?? 'unknown', origin: mongod };
}

async function namedRegistry(env: Env): Promise<RegistryFiles> {
  const jar = resolve(env['STAMKUNDE_REGISTRY_JAR'] ?? '');
  const version = await versionAmong(join(dirname(jar), 'app'), /^apicurio-registry-app-(.+)\.jar$/);
  return { java: javaOf(env), jar, version, origin: jar };
}

/** A program says its version most reliably in the name of its main jar. */
async function versionAmong(folder: string, name: RegExp): Promise<string> {
  const files = await readdir(folder).catch(() => []);
  return files.map((file) => name.exec(file)?.[1]).find((version) => version !== undefined) ?? 'unknown';
}
