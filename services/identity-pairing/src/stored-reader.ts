import { type Reader, RegistryUnavailable } from '@stamkunde/contracts';
import { Unavailable } from '@stamkunde/stream';

/** Reads values this service has stored in the framing of their topic, whatever version of the schema they were written with. */
export interface StoredReader<T> {
  /** Asks for the schemas that are not known yet. Throws `Unavailable` when the registry is away. */
  learn(stored: Iterable<Buffer>): Promise<void>;
  /** The value, once its schema was learnt; anything that is wrong with bytes of our own is a bug. */
  read(stored: Buffer): T;
  /** Both, for all of these, in the order given. */
  readAll(stored: readonly Buffer[]): Promise<T[]>;
}

export function storedReader<T>(reader: Reader<T>): StoredReader<T> {
  async function learn(stored: Iterable<Buffer>): Promise<void> {
    for (const bytes of stored) {
      const learning = reader.learn(bytes);
      if (learning !== undefined) await learning.catch(outageOr);
    }
  }

  function read(bytes: Buffer): T {
    const result = reader.read(bytes);
    if ('fault' in result)
      throw new Error(`stored bytes are not readable: ${result.fault}, ${result.detail}`);
    return result.value;
  }

  return {
    learn,
    read,
    async readAll(stored) {
      await learn(stored);
      return stored.map(read);
    },
  };
}

function outageOr(error: unknown): never {
  throw error instanceof RegistryUnavailable ? new Unavailable('registry', error) : error;
}
