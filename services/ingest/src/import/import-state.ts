import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Rows from the first on that are acknowledged. */
export interface RowsDone {
  readonly rows: number;
  /** Their digest: a file may have been mended in the middle since. */
  readonly digest: string;
}

/** How far an import came that did not reach its end. */
export interface ImportState {
  /** As of the last run; undefined for a new one. */
  readonly done: RowsDone | undefined;
  save(done: RowsDone): void;
  /** The end is reached: the same file imported again is sent again, and changes nothing. */
  clear(): void;
}

/** Bytes of the beginning and of the end of a file that tell it from others, along with its size. */
const SAMPLE_BYTES = 65_536;

/**
 * The state of the import of one file for one purpose, kept in a folder from run to run.
 *
 * @param purpose all that makes it another import although the file is the same: cluster, site, price basis
 */
export function importState(folder: string, file: string, purpose: readonly string[]): ImportState {
  const name = createHash('sha256')
    .update(JSON.stringify([...purpose, identityOf(file)]))
    .digest('hex')
    .slice(0, 32);
  const path = join(folder, `${name}.json`);
  return {
    done: readDone(path),
    save(done) {
      mkdirSync(folder, { recursive: true });
      // Written beside and moved over: a kill in the middle must not leave half a state.
      writeFileSync(`${path}.new`, `${JSON.stringify({ file, ...done })}\n`);
      renameSync(`${path}.new`, path);
    },
    clear: () => rmSync(path, { force: true }),
  };
}

function readDone(path: string): RowsDone | undefined {
  try {
    const { rows, digest } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record<string, unknown>>;
    return typeof rows === 'number' && typeof digest === 'string' ? { rows, digest } : undefined;
  } catch {
    // None, or not readable: to begin anew costs time and nothing else.
    return undefined;
  }
}

/** The same file has the same identity under any name. */
function identityOf(file: string): string {
  const { size } = statSync(file);
  const sample = Buffer.alloc(SAMPLE_BYTES * 2);
  const descriptor = openSync(file, 'r');
  try {
    const begin = readSync(descriptor, sample, 0, SAMPLE_BYTES, 0);
    const end = readSync(
      descriptor,
      sample,
      SAMPLE_BYTES,
      SAMPLE_BYTES,
      Math.max(begin, size - SAMPLE_BYTES),
    );
    return createHash('sha256')
      .update(String(size))
      .update(sample.subarray(0, SAMPLE_BYTES + end))
      .digest('hex');
  } finally {
    closeSync(descriptor);
  }
}
