import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chooseWays, forcedWay, type Offer, type Way } from './choose-ways.ts';
import { imageOf, imageVariables } from './container-recipes.ts';
import { externalPart } from './external-part.ts';
import { fetchArtefacts } from './fetch-artefacts.ts';
import { type Env, findOffers } from './find-offers.ts';
import { type Part, type PartName, type Profile, partNames, type Surroundings } from './part.ts';
import { artefactsOf, startProcess } from './process-part.ts';
import { StackUnavailable } from './stack-unavailable.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

export interface StackOptions {
  /** Folder that keeps the data from run to run. Left out: a temporary one, removed at the end however it comes. */
  dataDir?: string;
  /** `small` (default) leaves room for tests; `benchmark` gives the broker 1 GB and the full compiler. */
  profile?: Profile['profile'];
  /** Broker properties that replace ours, for example `{ 'message.max.bytes': '65536' }`. */
  kafkaSettings?: Readonly<Record<string, string>>;
  /** Where settings and the PATH are looked up. Default: `process.env`. */
  env?: Env;
}

export interface Stack {
  /** `host:port` of the brokers. */
  brokers: string[];
  mongoUri: string;
  /** Base address of the Confluent API; `/subjects` and `/schemas/ids/{id}` lie below it. */
  registryUrl: string;
  /** For people: what each part is, which version, where it came from. Without secrets. */
  origin: Record<PartName, string>;
  kafka: Part;
  mongo: Part;
  registry: Part;
  /** Ends every part and removes temporary data; resolves when all of it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts Kafka, MongoDB as a one-node replica set, and a schema registry, and resolves when all three are ready for
 * work. Each part comes from the first of: servers named in the environment, Docker, binaries named in the
 * environment, package registries; `STAMKUNDE_STACK` forces one of them.
 *
 * Nothing stays behind when the calling process ends, whatever way it ends. Throws `StackUnavailable` (exit code 69)
 * with one message for everything that is missing.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const env = options.env ?? process.env;
  const chosen = await waysFor(env);
  await fetchArtefacts(artefactsOf(chosen), env);
  const watchdog = startWatchdog();
  const surroundings: Surroundings = {
    env,
    folder: options.dataDir ? resolve(options.dataDir) : temporaryFolder(watchdog),
    keep: options.dataDir !== undefined,
    profile: { profile: options.profile ?? 'small', kafkaSettings: options.kafkaSettings ?? {} },
    watchdog,
  };
  const started = await Promise.allSettled(
    partNames.map((name) => startPart(name, chosen[name], surroundings)),
  );
  const parts = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const own = parts.filter((part) => part.kind === 'own');
  const stop = async () => {
    await Promise.all(own.map((part) => part.stop()));
    await watchdog.end();
  };
  const [kafka, mongo, registry] = parts;
  if (!kafka || !mongo || !registry) {
    await stop();
    throw started.find((one) => one.status === 'rejected')?.reason;
  }
  return {
    brokers: kafka.address.split(',').map((one) => one.trim()),
    mongoUri: mongo.address,
    registryUrl: registry.address,
    origin: { kafka: kafka.origin, mongo: mongo.origin, registry: registry.origin },
    kafka,
    mongo,
    registry,
    stop,
  };
}

async function waysFor(env: Env): Promise<Record<PartName, Way>> {
  const forced = forcedWay(env['STAMKUNDE_STACK']);
  let offers = await findOffers(env);
  for (;;) {
    const choice = chooseWays(offers, forced);
    if (choice.kind === 'impossible') throw new StackUnavailable(choice.message);
    const withoutImage = await fetchImages(
      partNames.filter((name) => choice.ways[name] === 'docker'),
      env,
    );
    if (Object.keys(withoutImage).length === 0) return choice.ways;
    // An engine that reaches no image registry is common, too: what it cannot run comes another way.
    if (!forced)
      process.stderr.write(
        `no image in Docker for ${Object.keys(withoutImage).join(', ')}: trying another way\n`,
      );
    offers = { ...offers, docker: { ...offers.docker, ...withoutImage } };
  }
}

/** What cannot be had of them, with the reason. */
async function fetchImages(names: readonly PartName[], env: Env): Promise<Partial<Record<PartName, Offer>>> {
  if (names.length === 0) return {};
  // Loaded on demand: it is a large library, and most starts do not use it.
  const { fetchImage } = await import('./container-part.ts');
  const reasons: Partial<Record<PartName, Offer>> = {};
  await Promise.all(
    names.map((name) =>
      fetchImage(name, env).catch((error) => {
        const why = error instanceof Error ? error.message : String(error);
        reasons[name] = {
          missing: [
            `image ${imageOf(name, env)} is not to be had (${imageVariables[name]} names another): ${why}`,
          ],
        };
      }),
    ),
  );
  return reasons;
}

async function startPart(name: PartName, way: Way, surroundings: Surroundings): Promise<Part> {
  switch (way) {
    case 'external':
      return externalPart(name, surroundings.env);
    case 'docker': {
      const { startContainer } = await import('./container-part.ts');
      return startContainer(name, surroundings);
    }
    case 'binaries':
    case 'registries':
      return startProcess(name, way, surroundings);
  }
}

function temporaryFolder(watchdog: Watchdog): string {
  const folder = mkdtempSync(join(tmpdir(), 'stamkunde-'));
  watchdog.watch('folder', folder);
  return folder;
}
