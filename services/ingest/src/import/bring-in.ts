import { createReadStream, statSync } from 'node:fs';
import { factsOf } from './facts-of.ts';
import { type Import, type Imported, importFacts } from './import-facts.ts';
import type { ImportOrder } from './import-order.ts';
import type { ImportState, RowsDone } from './import-state.ts';
import { progressDisplay } from './progress-display.ts';
import type { RefusedRows } from './refused-rows.ts';
import { rowDigests } from './row-digest.ts';
import { rowsOf } from './rows-of.ts';

const CHUNK_BYTES = 262_144;
const KEEP_EVERY_MS = 500;

/** What an import works with. */
export interface Means extends Pick<Import, 'values' | 'publish'> {
  readonly refused: RefusedRows;
  readonly state: ImportState;
}

/**
 * Sends the rows of a file behind the first `rowsDone`, and shows how it gets on. How far it came is kept now and then,
 * and whatever ends it too early, so that the next run goes on there.
 */
export async function bringIn(order: ImportOrder, rowsDone: number, means: Means): Promise<Imported> {
  const { state, refused } = means;
  const file = createReadStream(order.file, { highWaterMark: CHUNK_BYTES });
  const display = progressDisplay(() => file.bytesRead, statSync(order.file).size, rowsDone);
  const digests = rowDigests();
  let acknowledged: RowsDone = { rows: 0, digest: '' };
  let rowsKept = rowsDone;
  let keptAt = performance.now();
  const keep = (): void => {
    if (acknowledged.rows <= rowsKept) return;
    state.save(acknowledged);
    rowsKept = acknowledged.rows;
    keptAt = performance.now();
  };
  try {
    const imported = await importFacts({
      ...means,
      facts: factsOf(digests.along(rowsOf(file)), order),
      rowsDone,
      factsPerSecondMax: order.rate,
      onHeader: (ignored) => {
        if (ignored.length > 0) display.say(`columns without a meaning here: ${ignored.join(', ')}`);
      },
      onRefused: refused.add,
      onAcknowledged: (sofar) => {
        display.update(sofar);
        acknowledged = { rows: sofar.rows, digest: digests.at(sofar.rows) };
        if (performance.now() - keptAt >= KEEP_EVERY_MS) keep();
      },
    });
    state.clear();
    return imported;
  } catch (error) {
    keep();
    throw error;
  } finally {
    display.end();
  }
}
