import { Readable } from 'node:stream';
import { factsOf, rowsOf } from '@stamkunde/ingest/import';
import { orderFile } from './order-file.ts';

describe('a made up order file', () => {
  it('is the same for the same seed, and has as many rows as asked for', () => {
    const once = [...orderFile({ seed: 3, facts: 500 })];
    expect(once).toHaveLength(501);
    expect([...orderFile({ seed: 3, facts: 500 })]).toEqual(once);
    expect([...orderFile({ seed: 4, facts: 500 })]).not.toEqual(once);
  });

  it('is understood by the import without a row refused', async () => {
    const text = [...orderFile({ seed: 3, facts: 2_000 })].join('\n');
    let cancellations = 0;
    let guests = 0;
    let taken = 0;
    for await (const batch of factsOf(rowsOf(Readable.from([Buffer.from(text)])), {
      siteId: 'shop',
      basis: 'gross',
    })) {
      expect(batch.refused).toEqual([]);
      taken += batch.facts.length;
      cancellations += batch.facts.filter(({ type }) => type === 'LineCancelled').length;
      guests += batch.facts.filter(({ type, buyer }) => type === 'LineBought' && buyer === null).length;
    }
    expect(taken).toBe(2_000);
    expect(cancellations).toBeGreaterThan(10);
    expect(guests).toBeGreaterThan(10);
  });
});
