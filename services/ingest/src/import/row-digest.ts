import { createHash } from 'node:crypto';
import type { Row, RowBatch } from './rows-of.ts';

/** Digests of a file's rows from its header on, taken while it is read. */
export interface RowDigests {
  /** The same batches. */
  along(batches: AsyncIterable<RowBatch>): AsyncGenerator<RowBatch>;
  /** Digest of the first so many rows; '' but at the end of a batch that was read. Those of fewer are forgotten. */
  at(rows: number): string;
}

export function rowDigests(): RowDigests {
  const hash = createHash('sha256');
  const digests = new Map<number, string>();
  return {
    async *along(batches) {
      // The header is none of the rows.
      let read = -1;
      for await (const batch of batches) {
        hash.update(textOf(batch.rows));
        read += batch.rows.length;
        digests.set(read, hash.copy().digest('hex'));
        yield batch;
      }
    },
    at(rows) {
      for (const fewer of digests.keys()) if (fewer < rows) digests.delete(fewer);
      return digests.get(rows) ?? '';
    },
  };
}

/** Digest of the first so many rows of a file, or of all it has; it is read no further, in batches of any size. */
export async function digestOfFirst(count: number, batches: AsyncIterable<RowBatch>): Promise<string> {
  const hash = createHash('sha256');
  let left = count + 1;
  for await (const { rows } of batches) {
    hash.update(textOf(rows.slice(0, left)));
    left -= rows.length;
    if (left <= 0) break;
  }
  return hash.digest('hex');
}

/** Where a row stands is no part of it, and the cells of two rows never look like those of one. */
function textOf(rows: readonly Row[]): string {
  return rows.map(({ cells }) => `${JSON.stringify(cells)}\n`).join('');
}
