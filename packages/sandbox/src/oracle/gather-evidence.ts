import { topics } from '@stamkunde/contracts';
import type { System } from '../system/start-system.ts';
import { lookout } from '../system/topic-ends.ts';
import type { Evidence } from './compare.ts';
import { collections, readDocuments } from './read-documents.ts';
import { readFacts, readRefused, readSnapshots } from './read-wire.ts';

const service = 'order-aggregator';

/** Looks at everything a system has said and kept, past its services. To be called when it has come to rest. */
export async function gatherEvidence(
  system: Pick<System, 'connection' | 'registry' | 'mongoUri' | 'groupOf' | 'databaseOf'>,
): Promise<Evidence> {
  const { connection, registry } = system;
  const look = await lookout(connection);
  // Before the progress is read: that may only have grown since.
  const names = [topics.orderLines.name, topics.buyerOrders.name];
  const committed = await look.committed(system.groupOf(service), names);
  await look.close();
  const documents = await readDocuments(system.mongoUri, system.databaseOf(service), registry);
  const [facts, orders, totals, refusals] = await Promise.all([
    readFacts(connection, registry),
    readSnapshots(connection, registry, topics.orders),
    readSnapshots(connection, registry, topics.purchaseTotals),
    readRefused(connection, registry),
  ]);
  return {
    facts,
    orders: {
      topic: topics.orders.name,
      collection: collections.orders,
      ...orders,
      documents: documents.orders,
    },
    totals: {
      topic: topics.purchaseTotals.name,
      collection: collections.totals,
      ...totals,
      documents: documents.totals,
    },
    refusals,
    committed,
    progress: documents.progress,
  };
}
