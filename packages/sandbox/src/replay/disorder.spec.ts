import type { OrderLineFact } from '@stamkunde/contracts';
import type { FactBatch } from '@stamkunde/ingest/import';
import { type Disorder, disordered } from './disorder.ts';

const facts = Array.from({ length: 3_000 }, (_, at) => ({ factId: String(at) }) as OrderLineFact);

async function* file(): AsyncGenerator<FactBatch> {
  for (let at = 0; at < facts.length; at += 700)
    yield { facts: facts.slice(at, at + 700), refused: [], rows: 700 };
}

async function arrival(disorder: Disorder): Promise<number[]> {
  const ids: number[] = [];
  for await (const batch of disordered(file(), disorder))
    ids.push(...batch.facts.map(({ factId }) => Number(factId)));
  return ids;
}

const inOrder = facts.map((_, at) => at);
const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

describe('disorder', () => {
  it('is none unless asked for', async () => {
    expect(await arrival({ duplicate: 0 })).toEqual(inOrder);
  });

  it('shuffles all of the file, the same way for the same seed', async () => {
    const once = await arrival({ shuffle: 7, duplicate: 0 });
    expect(once).not.toEqual(inOrder);
    expect(sorted(once)).toEqual(inOrder);
    expect(await arrival({ shuffle: 7, duplicate: 0 })).toEqual(once);
    expect(await arrival({ shuffle: 8, duplicate: 0 })).not.toEqual(once);
  });

  it('repeats as many as asked for, never before the fact itself', async () => {
    const ids = await arrival({ duplicate: 0.2 });
    expect(ids.length).toBeGreaterThan(3_000 * 1.17);
    expect(ids.length).toBeLessThan(3_000 * 1.23);
    expect([...new Set(ids)]).toEqual(inOrder);
    expect((await arrival({ duplicate: 2 })).length).toBe(9_000);
  });

  it('repeats and shuffles at once', async () => {
    const ids = await arrival({ shuffle: 1, duplicate: 1 });
    expect(sorted(ids)).toEqual(inOrder.flatMap((at) => [at, at]));
  });
});
