import { type Reader, RegistryUnavailable } from '@stamkunde/contracts';
import { Unavailable } from '@stamkunde/stream';

/**
 * Reads values this service has stored in the framing of their topic, whatever version of the schema they were written
 * with. Throws `Unavailable` when the schema is not known yet and the registry is away; anything else that is wrong
 * with bytes of our own is a bug.
 */
export function storedReader<T>(reader: Reader<T>) {
  /** A promise only when the registry has to be asked: most batches need none. */
  function learnt(bytes: Buffer): Promise<void> | undefined {
    return reader.learn(bytes)?.catch((error: unknown) => {
      throw error instanceof RegistryUnavailable ? new Unavailable('registry', error) : error;
    });
  }

  function read(bytes: Buffer): T {
    const result = reader.read(bytes);
    if ('fault' in result)
      throw new Error(`stored bytes are not readable: ${result.fault}, ${result.detail}`);
    return result.value;
  }

  return { learnt, read };
}

/** Bytes of their own: a slice would keep the whole answer of the database, or the writer's slab, in memory. */
export function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
