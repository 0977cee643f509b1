import { type OrderLineFact, registerSchema, topics, writer } from '@stamkunde/contracts';
import { type FactBatch, importFacts } from '@stamkunde/ingest/import';
import { publisher } from '@stamkunde/stream';
import type { Ground } from '../ground.ts';

const BATCH = 2_000;

/** Appends facts to `order-lines` behind one prefix, with key and headers as an import writes them. */
export interface FactSender {
  /** In this order; returns when all of them are acknowledged. */
  send(facts: Iterable<OrderLineFact>): Promise<void>;
  close(): Promise<void>;
}

export async function factSender(ground: Ground, topicPrefix: string): Promise<FactSender> {
  const out = publisher(ground.connection(topicPrefix), { source: '/services/ingest' });
  const values = writer(topics.orderLines, await registerSchema(topics.orderLines, ground.registry));
  return {
    async send(facts) {
      await importFacts({ facts: inBatches(facts), publish: out.publish, values });
    },
    close: () => out.close(),
  };
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
