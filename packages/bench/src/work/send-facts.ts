import { type OrderLineFact, registerSchema, topics, writer } from '@stamkunde/contracts';
import { type FactBatch, importFacts } from '@stamkunde/ingest/import';
import { publisher } from '@stamkunde/stream';
import type { Ground } from '../ground.ts';

const BATCH = 2_000;

/** Appends facts to `order-lines` behind a prefix, in this order, with key and headers as an import writes them. */
export async function sendFacts(
  ground: Ground,
  topicPrefix: string,
  facts: Iterable<OrderLineFact>,
): Promise<void> {
  const out = publisher(ground.connection(topicPrefix), { source: '/services/ingest' });
  const values = writer(topics.orderLines, await registerSchema(topics.orderLines, ground.registry));
  await importFacts({ facts: inBatches(facts), publish: out.publish, values });
  await out.close();
}

async function* inBatches(facts: Iterable<OrderLineFact>): AsyncGenerator<FactBatch> {
  let batch: OrderLineFact[] = [];
  for (const fact of facts) {
    batch.push(fact);
    if (batch.length < BATCH) continue;
    yield { facts: batch, refused: [], rows: batch.length };
    batch = [];
  }
  if (batch.length > 0) yield { facts: batch, refused: [], rows: batch.length };
}
