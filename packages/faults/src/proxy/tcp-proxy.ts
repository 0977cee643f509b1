import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Address, Passing, Wire } from './wire.ts';

/**
 * What becomes of a message: it passes; it is dropped, and its connection lives on; the connection is cut on both
 * sides, and the message with it; or something else passes in its place.
 */
export type Verdict = 'pass' | 'drop' | 'cut' | Buffer;

/** Decides about each message. While it makes up its mind, what comes behind on the same connection waits. */
export type Judge = (passing: Passing) => Verdict | Promise<Verdict>;

export interface TcpProxy {
  /** `host:port` where it listens. */
  readonly address: string;
  /** Messages that have passed, by `request` or `answer` and name. */
  readonly passed: ReadonlyMap<string, number>;
  /** Puts another judge in; the one before is gone. Without one everything passes. */
  judge(judge: Judge | undefined): void;
  /** Holds everything back, connections stay open; new ones are taken and wait, too. */
  freeze(): void;
  thaw(): void;
  /** Cuts every connection there is. */
  cutAll(): void;
  close(): Promise<void>;
}

/** A proxy that understands what passes through it, so that a fault can be put exactly where it hurts. */
export async function startTcpProxy(there: Address, wireOf: (here: Address) => Wire): Promise<TcpProxy> {
  const connections = new Set<Connection>();
  const passed = new Map<string, number>();
  let judge: Judge | undefined;
  let gate: PromiseWithResolvers<void> | undefined;
  const server = createServer({ noDelay: true });
  const here = await listening(server);

  const decide = async (passing: Passing): Promise<Verdict> => {
    await gate?.promise;
    const verdict = (await judge?.(passing)) ?? 'pass';
    // What waited for the judge may have waited through a freeze.
    await gate?.promise;
    if (verdict === 'pass') {
      const name = `${passing.direction} ${passing.name}`;
      passed.set(name, (passed.get(name) ?? 0) + 1);
    }
    return verdict;
  };

  server.on('connection', (client) => {
    const connection = new Connection(client, there, wireOf(here), decide);
    connections.add(connection);
    void connection.ended.then(() => connections.delete(connection));
  });

  return {
    address: `${here.host}:${here.port}`,
    passed,
    judge(next) {
      judge = next;
    },
    freeze() {
      gate ??= Promise.withResolvers();
    },
    thaw() {
      gate?.resolve();
      gate = undefined;
    },
    cutAll() {
      for (const connection of connections) connection.cut();
    },
    async close() {
      gate?.resolve();
      server.close();
      const ended = [...connections].map((connection) => connection.ended);
      for (const connection of connections) connection.cut();
      await Promise.all(ended);
    },
  };
}

async function listening(server: Server): Promise<Address> {
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port was given');
  return { host: address.address, port: address.port };
}

/** A client and the server it means to speak with. */
class Connection {
  readonly ended: Promise<unknown>;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #wire: Wire;
  readonly #decide: (passing: Passing) => Promise<Verdict>;

  constructor(client: Socket, there: Address, wire: Wire, decide: (passing: Passing) => Promise<Verdict>) {
    this.#client = client;
    this.#server = connect({ ...there, noDelay: true });
    this.#wire = wire;
    this.#decide = decide;
    this.ended = Promise.all([
      this.#carry('request', this.#client, this.#server),
      this.#carry('answer', this.#server, this.#client),
    ]);
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  async #carry(direction: Passing['direction'], from: Socket, to: Socket): Promise<void> {
    const messages = new Assembler(this.#wire);
    // Either side may go at any moment, with an error or without: that is what the connection is for.
    from.on('error', () => undefined);
    try {
      for await (const chunk of from) {
        for (const bytes of messages.add(chunk as Buffer)) {
          const passing = this.#wire.read(direction, bytes);
          const verdict = await this.#decide(passing);
          if (verdict === 'cut') return;
          if (verdict === 'drop') continue;
          if (!to.write(verdict === 'pass' ? passing.bytes : verdict) && !to.destroyed)
            await Promise.race([once(to, 'drain'), once(to, 'close')]);
        }
      }
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) throw error;
    } finally {
      this.cut();
    }
  }
}

/** Cuts a stream of bytes into messages. */
class Assembler {
  readonly #wire: Wire;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #needed = 4;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  *add(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes >= this.#needed) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks);
      const length = this.#wire.lengthOf(all);
      this.#needed = length ?? 4;
      const isComplete = length !== undefined && all.length >= length;
      const rest = isComplete ? all.subarray(length) : all;
      this.#chunks = [rest];
      this.#bytes = rest.length;
      if (!isComplete) return;
      this.#needed = 4;
      yield all.subarray(0, length);
    }
  }
}
