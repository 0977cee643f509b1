import { randomBytes } from 'node:crypto';
import { type AnyBulkWriteOperation, Binary, type Collection } from 'mongodb';
import { databaseOf } from '../contenders/contender.ts';
import { ours } from '../contenders/ours.ts';
import type { Ground } from '../ground.ts';
import type { Announced } from '../measure/outputs.ts';
import { figureOf } from '../measure/samples.ts';
import type { Measure } from './row.ts';

interface Replayed {
  readonly _id: string;
  readonly rev: number;
  readonly value: Binary;
}

/** More than this many are sampled. */
const DOCUMENTS_MAX = 60_000;
const STATEMENTS_IN_A_BULK = 1_000;
/** Bulks under way at once: the best of these is the ceiling. */
const CONCURRENCIES = [1, 2, 4] as const;

/**
 * T4: documents the service writes in a second of W2, as a share of what the store takes when nobody has anything else
 * to do: the same writes in the same order, as many bytes each, prepared beforehand.
 */
export const shareOfStore: Measure = async ({ ground, duels }) => {
  const passes = (await duels.of('w2')).ours;
  const last = passes.at(-1);
  if (last === undefined) throw new Error('there was no pass');
  const { orders, totals } = last.outputs;
  const statements = [
    ...(await statementsOf(ground, 'orders', orders)),
    ...(await statementsOf(ground, 'buyers', totals)),
  ];
  let best = 0;
  for (const concurrency of CONCURRENCIES) {
    const speed = await replay(ground, statements, concurrency);
    ground.tell(`replay with ${concurrency} bulks at once: ${Math.round(speed)} documents/s`);
    best = Math.max(best, speed);
  }
  const written = passes.map(({ seconds, outputs }) => {
    return (outputs.orders.keys.length + outputs.totals.keys.length) / seconds;
  });
  return {
    measured: [{ part: '', figure: figureOf(written.map((speed) => (100 * speed) / best)) }],
    notes: [
      `${Math.round(figureOf(written).median)} documents/s of ${Math.round(best)}; ${statements.length} replayed, ${Math.round(figureOf(orders.bytes).median)} bytes an order's snapshot`,
    ],
  };
};

type Statement = AnyBulkWriteOperation<Replayed>;

/** The writes behind some announcements. A document is larger than what is announced of it, in proportion. */
async function statementsOf(ground: Ground, collection: string, said: Announced): Promise<Statement[]> {
  const database = ground.mongo.db(databaseOf(ours, 'w2-'));
  const [stats] = await database
    .collection(collection)
    .aggregate<{ size: number; count: number }>([
      { $collStats: { storageStats: {} } },
      { $project: { size: '$storageStats.size', count: '$storageStats.count' } },
    ])
    .toArray();
  const newest = [...said.newest.values()].reduce((sum, value) => sum + value.length, 0);
  const factor = (stats?.size ?? newest) / Math.max(1, newest);
  const noise = randomBytes(
    Math.ceil(Math.max(...said.bytes.slice(0, 1), ...chunkMaxima(said.bytes)) * factor),
  );
  const step = Math.max(1, Math.ceil(said.keys.length / DOCUMENTS_MAX));
  const statements: Statement[] = [];
  for (let at = 0; at < said.keys.length; at += step) {
    const _id = `${collection}:${said.keys[at]}`;
    const value = new Binary(noise.subarray(0, Math.round((said.bytes[at] ?? 0) * factor)));
    statements.push({ replaceOne: { filter: { _id }, replacement: { rev: at, value }, upsert: true } });
  }
  return statements;
}

/** Largest values of slices: a list of hundreds of thousands is too long for one call of `Math.max`. */
function chunkMaxima(values: readonly number[]): number[] {
  const maxima: number[] = [];
  for (let at = 0; at < values.length; at += 10_000) maxima.push(Math.max(...values.slice(at, at + 10_000)));
  return maxima;
}

async function replay(
  ground: Ground,
  statements: readonly Statement[],
  concurrency: number,
): Promise<number> {
  const database = ground.mongo.db('bench-replay');
  await database.dropDatabase();
  const collection: Collection<Replayed> = database.collection('documents');
  await ground.mongo.db('admin').command({ fsync: 1 });
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < statements.length) {
        const bulk = statements.slice(next, next + STATEMENTS_IN_A_BULK);
        next += STATEMENTS_IN_A_BULK;
        await collection.bulkWrite(bulk, { ordered: false, writeConcern: { w: 'majority' } });
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  await database.dropDatabase();
  return statements.length / seconds;
}
