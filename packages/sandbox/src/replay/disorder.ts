import type { OrderLineFact } from '@stamkunde/contracts';
import type { FactBatch } from '@stamkunde/ingest/import';
import { chance, shuffled } from '../demo/chance.ts';

export interface Disorder {
  /** Seed of another order of arrival; undefined keeps the order of the file. */
  readonly shuffle?: number | undefined;
  /** How many facts come again, as a share of all: 0.2 is every fifth, 2 is all of them twice more. */
  readonly duplicate: number;
}

/** A repetition comes so many facts later at most, unless everything is shuffled. */
const laterMax = 5_000;
const batchFacts = 1_000;

/**
 * The same facts in another order and with repetitions, the same for the same seed. What the file says about its rows
 * passes through. Only shuffling needs all facts in memory at once.
 */
export async function* disordered(
  batches: AsyncIterable<FactBatch>,
  disorder: Disorder,
): AsyncGenerator<FactBatch> {
  const repeated = disorder.duplicate > 0 ? repeating(batches, disorder) : batches;
  if (disorder.shuffle === undefined) {
    yield* repeated;
    return;
  }
  const all: OrderLineFact[] = [];
  for await (const { facts, ...rest } of repeated) {
    for (const fact of facts) all.push(fact);
    yield { ...rest, facts: [] };
  }
  const mixed = shuffled(all, disorder.shuffle);
  for (let at = 0; at < mixed.length; at += batchFacts) {
    yield { facts: mixed.slice(at, at + batchFacts), refused: [], rows: 0 };
  }
}

async function* repeating(
  batches: AsyncIterable<FactBatch>,
  { shuffle = 0, duplicate }: Disorder,
): AsyncGenerator<FactBatch> {
  const luck = chance(shuffle + 1);
  const later = new Map<number, OrderLineFact[]>();
  let at = 0;
  for await (const batch of batches) {
    const facts: OrderLineFact[] = [];
    for (const fact of batch.facts) {
      facts.push(fact);
      const times = Math.floor(duplicate) + (luck.happens(duplicate % 1) ? 1 : 0);
      for (let time = 0; time < times; time++) {
        const due = at + luck.between(0, laterMax);
        const waiting = later.get(due);
        if (waiting === undefined) later.set(due, [fact]);
        else waiting.push(fact);
      }
      facts.push(...(later.get(at) ?? []));
      later.delete(at++);
    }
    yield { ...batch, facts };
  }
  const rest = [...later].sort(([a], [b]) => a - b).flatMap(([, facts]) => facts);
  if (rest.length > 0) yield { facts: rest, refused: [], rows: 0 };
}
