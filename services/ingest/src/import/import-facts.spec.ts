import { topics, writer } from '@stamkunde/contracts';
import { type Outgoing, Unavailable } from '@stamkunde/stream';
import { toFact } from '../domain/to-fact.ts';
import type { FactBatch } from './facts-of.ts';
import { type Imported, importFacts } from './import-facts.ts';

const values = writer(topics.orderLines, 1);

function fact(number: number) {
  const outcome = toFact(
    { type: 'OrderDescribed', orderId: String(number), occurredAt: '2026-01-01T00:00:00Z' },
    'demo',
    Date.UTC(2026, 0, 1),
  );
  if ('faults' in outcome) throw new Error('not a fact');
  return outcome.fact;
}

async function* batches(
  sizes: readonly number[],
  onRead: () => void = () => undefined,
): AsyncGenerator<FactBatch> {
  let number = 0;
  for (const size of sizes) {
    onRead();
    yield { facts: Array.from({ length: size }, () => fact(number++)), refused: [], rows: size };
  }
}

const orders = (messages: readonly Outgoing[]) => messages.map(({ key }) => Number(key.split(':')[1]));

describe('an import', () => {
  it('sends every fact once and in order, as what it is', async () => {
    const sent: Outgoing[] = [];
    const imported = await importFacts({
      facts: batches([3, 0, 2]),
      publish: async (messages) => void sent.push(...messages),
      values,
    });
    expect(imported).toEqual({ rows: 5, facts: 5, refused: 0, passedOver: 0 });
    expect(orders(sent)).toEqual([0, 1, 2, 3, 4]);
    expect(sent[0]).toMatchObject({
      topic: 'order-lines',
      key: 'demo:0',
      event: { id: fact(0).factId, type: 'OrderDescribed' },
    });
  });

  it('tells only what is acknowledged, and reads one batch ahead of it', async () => {
    const story: string[] = [];
    await importFacts({
      facts: batches([1, 1, 1], () => story.push('read')),
      publish: async () => {
        story.push('send');
        await new Promise((resolve) => setImmediate(resolve)); // whatever can happen meanwhile has happened by then
        story.push('acknowledged');
      },
      values,
      onAcknowledged: ({ rows }: Imported) => story.push(`told ${rows}`),
    });
    const round = ['send', 'read', 'acknowledged'];
    expect(story).toEqual(['read', ...round, 'told 1', ...round, 'told 2', 'send', 'acknowledged', 'told 3']);
  });

  it('passes over what an earlier run has brought in, and does not call that taken', async () => {
    const sent: Outgoing[] = [];
    const imported = await importFacts({
      facts: batches([2, 2, 2]),
      publish: async (messages) => void sent.push(...messages),
      values,
      rowsDone: 2,
    });
    expect(orders(sent)).toEqual([2, 3, 4, 5]);
    expect(imported).toEqual({ rows: 6, facts: 4, refused: 0, passedOver: 2 });
  });

  it('ends when Kafka is away, having told what was acknowledged', async () => {
    let sends = 0;
    const told: number[] = [];
    const importing = importFacts({
      facts: batches([1, 1, 1, 1]),
      publish: async () => {
        if (++sends === 3) throw new Unavailable('kafka', 'test');
      },
      values,
      onAcknowledged: ({ rows }) => told.push(rows),
    });
    await expect(importing).rejects.toThrow(Unavailable);
    expect(told).toEqual([1, 2]);
  });

  it('keeps the pace it is given', async () => {
    const begun = performance.now();
    const sizes: number[] = [];
    await importFacts({
      facts: batches([60]),
      publish: async (messages) => void sizes.push(messages.length),
      values,
      factsPerSecondMax: 100,
    });
    expect(sizes).toEqual([20, 20, 20]);
    expect(performance.now() - begun).toBeGreaterThan(390);
  });
});
