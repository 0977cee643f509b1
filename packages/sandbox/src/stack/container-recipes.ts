import { createHash } from 'node:crypto';
import { artefactsFor } from './artefacts.ts';
import type { Env } from './find-offers.ts';
import { heapOf, isClusterReady, javaFlagsOf, kafkaProperties, newClusterId } from './kafka.ts';
import { isPrimary, mongodArgs, mongoUriOf } from './mongod.ts';
import type { PartName, Profile } from './part.ts';
import { isRegistryReady, registryEnvironment, registryUrlOf } from './registry.ts';

/** How one part runs in a container. It listens on `port` inside as well as outside: both have to call it the same. */
export interface ContainerRecipe {
  image: string;
  environment: Record<string, string>;
  command?: string[];
  /** Where the image keeps what has to survive a restart. */
  dataFolder: string;
  address: string;
  origin: string;
  isReady(): Promise<boolean>;
}

export interface ContainerPlace {
  /** The name by which this machine reaches the containers' ports. */
  host: string;
  port: number;
  profile: Profile;
  /** Data that outlives the container is found again by it; undefined when none does. */
  dataName: string | undefined;
}

const { kafka, registry } = artefactsFor(process.platform, process.arch);
const anyAddress = '0.0.0.0'; // inside the container; outside, the port is bound to the loopback address

export const imageVariables: Record<PartName, string> = {
  kafka: 'STAMKUNDE_KAFKA_IMAGE',
  mongo: 'STAMKUNDE_MONGO_IMAGE',
  registry: 'STAMKUNDE_REGISTRY_IMAGE',
};

const defaultImages: Record<PartName, string> = {
  kafka: `apache/kafka:${kafka.version}`,
  mongo: 'mongo:8',
  registry: `apicurio/apicurio-registry:${registry.version}`,
};

export function imageOf(name: PartName, env: Env): string {
  return env[imageVariables[name]] || defaultImages[name];
}

export const containerRecipes: Record<PartName, (image: string, at: ContainerPlace) => ContainerRecipe> = {
  kafka(image, { host, port, profile, dataName }) {
    const dataFolder = '/var/lib/kafka/data';
    const settings = profile.kafkaSettings;
    // Inside the container nobody else can take the controller's port.
    const properties = kafkaProperties({
      bind: anyAddress,
      host,
      port,
      controllerPort: 9093,
      dataDir: dataFolder,
      settings,
    });
    const clusterId = dataName ? clusterIdOf(dataName) : newClusterId();
    const heap = heapOf(profile.profile);
    return {
      image,
      environment: {
        ...imageEnvironment(properties),
        CLUSTER_ID: clusterId,
        KAFKA_HEAP_OPTS: heap.join(' '),
        KAFKA_JVM_PERFORMANCE_OPTS: javaFlagsOf(profile.profile).slice(heap.length).join(' '),
      },
      dataFolder,
      address: `${host}:${port}`,
      origin: `Kafka in Docker, image ${image}`,
      isReady: () => isClusterReady(host, port, clusterId),
    };
  },

  mongo(image, { host, port, profile }) {
    const dataFolder = '/data/db';
    return {
      image,
      environment: {},
      command: [
        'mongod',
        ...mongodArgs({ bind: anyAddress, port, dataDir: dataFolder, profile: profile.profile }),
      ],
      dataFolder,
      address: mongoUriOf(host, port),
      origin: `mongod in Docker, image ${image}`,
      isReady: () => isPrimary(host, port),
    };
  },

  registry(image, { host, port }) {
    const dataFolder = '/var/lib/stamkunde';
    const url = registryUrlOf(host, port);
    return {
      image,
      environment: {
        ...registryEnvironment({ bind: anyAddress, port, dataDir: dataFolder }),
        JAVA_TOOL_OPTIONS: '-Xmx384m',
      },
      dataFolder,
      address: url,
      origin: `Apicurio Registry in Docker, image ${image}`,
      isReady: () => isRegistryReady(url),
    };
  },
};

/** The image takes each broker property from a variable: `log.dirs` from `KAFKA_LOG_DIRS`. */
export function imageEnvironment(properties: Readonly<Record<string, string>>): Record<string, string> {
  const spelling: Record<string, string> = { '.': '_', _: '__', '-': '___' };
  const nameOf = (key: string) =>
    `KAFKA_${key.replace(/[._-]/g, (sign) => spelling[sign] ?? '').toUpperCase()}`;
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [nameOf(key), value]));
}

/** Always the same for the same data: a broker refuses a folder that was formatted for another cluster. */
function clusterIdOf(dataName: string): string {
  return createHash('sha256').update(dataName).digest('base64url').slice(0, 22).replace(/^-/, '_');
}
