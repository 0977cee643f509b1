import { type Reader, RegistryUnavailable } from '@stamkunde/contracts';
import { Unavailable } from '@stamkunde/stream';
import { inSlices } from './in-slices.ts';

/**
 * Reads values this service has stored in the framing of their topic, whatever version of the schema they were written
 * with, in the order given. Throws `Unavailable` when a schema is not known yet and the registry is away; anything else
 * that is wrong with bytes of our own is a bug.
 */
export function storedReader<T>(reader: Reader<T>): (stored: readonly Buffer[]) => Promise<T[]> {
  return async function read(stored) {
    for (const bytes of stored) {
      const learning = reader.learn(bytes);
      if (learning !== undefined) await learning.catch(outageOr);
    }
    return inSlices(stored, (bytes) => {
      const result = reader.read(bytes);
      if ('fault' in result) {
        throw new Error(`stored bytes are not readable: ${result.fault}, ${result.detail}`);
      }
      return result.value;
    });
  };
}

function outageOr(error: unknown): never {
  throw error instanceof RegistryUnavailable ? new Unavailable('registry', error) : error;
}
