import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { OrderLineFact } from '@stamkunde/contracts';
import { factsOf, rowsOf } from '@stamkunde/ingest/import';
import { root } from '../ground.ts';
import { madeUpRetail } from './made-up-retail.ts';

/** Beside the repository, never in it. */
const FILE = join(root, '..', 'shared', 'data', 'online-retail-2011.csv.gz');

export interface Retail {
  /** In the order they happened. */
  readonly facts: readonly OrderLineFact[];
  /** For people: where they come from. */
  readonly origin: string;
}

/**
 * The first facts of the real history of a gift wholesaler, if the machine has its file, or of a made-up one of the same
 * shape; read by the importer, so that they are what an import sends.
 */
export async function retailFacts(count: number, seed: number): Promise<Retail> {
  const real = existsSync(FILE);
  const file = real ? createReadStream(FILE) : Readable.from(inBytes(madeUpRetail(count, seed)));
  const facts: OrderLineFact[] = [];
  for await (const batch of factsOf(rowsOf(file), { siteId: 'retail', basis: 'gross' })) {
    if (batch.refused.length > 0) throw new Error(`line ${batch.refused[0]?.line} is refused`);
    for (const fact of batch.facts) if (facts.length < count) facts.push(fact);
    if (facts.length === count) break;
  }
  return { facts, origin: real ? 'Online Retail II, December 2010 on' : `made up, seed ${seed}` };
}

function* inBytes(lines: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
