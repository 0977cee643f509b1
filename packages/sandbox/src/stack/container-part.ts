import { createHash, randomUUID } from 'node:crypto';
import {
  type ContainerRuntimeClient,
  GenericContainer,
  getContainerRuntimeClient,
  ImageName,
  type WaitStrategy,
} from 'testcontainers';
import { begin } from '../bootstrap/progress.mjs';
import { type ContainerRecipe, containerRecipes, imageOf } from './container-recipes.ts';
import type { Env } from './find-offers.ts';
import { onFreePorts, PortTaken } from './free-port.ts';
import type { Part, PartName, Surroundings } from './part.ts';
import { waitUntil } from './wait-until.ts';

/** Data that is kept: named after the folder that the caller chose for it, and labelled with it. */
interface Volume {
  name: string;
  folder: string;
}

type Container = ReturnType<ContainerRuntimeClient['container']['getById']>;

const readyTimeoutMs = 120_000;
const stopTimeoutS = 10;
const logTailLines = 15;
const quietMs = 1_000;

/** Makes sure that the image of a part is on this machine. Rejects with Docker's own words when it is not to be had. */
export async function fetchImage(name: PartName, env: Env): Promise<void> {
  const client = await getContainerRuntimeClient();
  const image = imageOf(name, env);
  const done = begin(`fetching image ${image}`, { quietMs });
  try {
    await client.image.pull(ImageName.fromString(image));
    done();
  } catch (error) {
    done('failed');
    throw error;
  }
}

/** Runs one part in a container that the watchdog knows. */
export async function startContainer(
  name: PartName,
  { env, folder, keep, profile, watchdog }: Surroundings,
): Promise<Part> {
  const client = await getContainerRuntimeClient();
  const { host: dockerHost } = client.info.containerRuntime;
  const isLocal = dockerHost === 'localhost';
  const host = isLocal ? '127.0.0.1' : dockerHost;
  const image = imageOf(name, env);
  // A volume of Docker's, not a folder of ours: every image runs as another user.
  const volume = keep ? { name: `stamkunde-${name}-${shortHash(`${folder} ${image}`)}`, folder } : undefined;
  return onFreePorts(1, async ([port = 0]) => {
    const recipe = containerRecipes[name](image, { host, port, profile, dataName: volume?.name });
    const containerName = `stamkunde-${name}-${randomUUID()}`;
    watchdog.watch('container', containerName);
    const container = new SandboxContainer(recipe, { port, isLocal, volume }).withName(containerName);
    const started = await container.start().catch((error) => {
      throw /port is already allocated|address already in use/.test(String(error))
        ? new PortTaken(name)
        : error;
    });
    const part = new ContainerPart(recipe, client.container.getById(started.getId()));
    await part.untilReady();
    return part;
  });
}

class SandboxContainer extends GenericContainer {
  constructor(recipe: ContainerRecipe, at: { port: number; isLocal: boolean; volume: Volume | undefined }) {
    super(recipe.image);
    this.withEnvironment(recipe.environment)
      .withExposedPorts({ container: at.port, host: at.port })
      .withWaitStrategy(noWait) // readiness is asked for by the part, which knows the protocol
      .withAutoCleanup(false) // the watchdog cleans up, and needs no image of its own for it
      .withUser('0:0'); // a fresh volume belongs to root, the user of most images cannot write to it
    if (recipe.command) this.withCommand(recipe.command);
    // Without a name it is a volume that goes with its container.
    const Labels = { 'stamkunde.data': at.volume?.folder ?? '' };
    const VolumeOptions = { NoCopy: false, Labels, DriverConfig: { Name: 'local', Options: {} } };
    this.hostConfig.Mounts = [
      { Type: 'volume', Target: recipe.dataFolder, Source: at.volume?.name ?? '', VolumeOptions },
    ];
    this.#hostIp = at.isLocal ? '127.0.0.1' : '';
  }

  readonly #hostIp: string;

  /** The library binds to all addresses; a sandbox is nobody else's business. */
  protected override async beforeContainerCreated() {
    const bindings = (this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>;
    for (const binding of Object.values(bindings).flat()) binding.HostIp = this.#hostIp;
  }
}

const noWait: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => readyTimeoutMs,
};

class ContainerPart implements Part {
  readonly kind = 'own';
  /** It may live in another machine or namespace. */
  readonly pid = undefined;
  readonly #recipe: ContainerRecipe;
  readonly #container: Container;

  constructor(recipe: ContainerRecipe, container: Container) {
    this.#recipe = recipe;
    this.#container = container;
  }

  get address() {
    return this.#recipe.address;
  }

  get origin() {
    return this.#recipe.origin;
  }

  async untilReady() {
    const { origin, isReady } = this.#recipe;
    await waitUntil(origin, isReady, {
      timeoutMs: readyTimeoutMs,
      abort: async () => {
        if ((await this.#state()).Running) return;
        const log = await this.#container.logs({ stdout: true, stderr: true, tail: logTailLines });
        throw new Error(`${origin} ended before it was ready; the end of its log:\n${log.toString('utf8')}`);
      },
    });
  }

  async kill9() {
    if (!(await this.#state()).Running) return;
    await this.#container.kill({ signal: 'SIGKILL' });
    await this.#container.wait();
  }

  async stop() {
    const { Running, Paused } = await this.#state();
    if (Paused) await this.resume();
    if (Running) await this.#container.stop({ t: stopTimeoutS });
  }

  async start() {
    await this.#container.start();
    await this.untilReady();
  }

  async pause() {
    await this.#container.pause();
  }

  async resume() {
    await this.#container.unpause();
  }

  async #state() {
    return (await this.#container.inspect()).State;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
