import {
  type Order,
  type PurchaseTotals,
  reader,
  type SchemaRegistry,
  type Topic,
  topics,
} from '@stamkunde/contracts';
import { type Binary, MongoClient } from 'mongodb';
import type { HeldDocument } from './compare.ts';
import { decoded } from './read-wire.ts';

/** What order-aggregator keeps in MongoDB, read past the service. */
export interface Documents {
  readonly orders: ReadonlyMap<string, HeldDocument<Order>>;
  readonly totals: ReadonlyMap<string, HeldDocument<PurchaseTotals>>;
  /** By `topic/partition`. */
  readonly progress: ReadonlyMap<string, number>;
}

interface SnapshotDocument {
  readonly _id: string;
  readonly rev: number;
  /** The snapshot as it was published. */
  readonly value: Binary;
}

/** Names of the collections. */
export const collections = { orders: 'orders', totals: 'buyers', progress: 'progress' } as const;

export async function readDocuments(
  mongoUri: string,
  database: string,
  registry: SchemaRegistry,
): Promise<Documents> {
  const client = new MongoClient(mongoUri);
  try {
    const db = client.db(database);
    const snapshots = <T>(name: string, topic: Topic<T>) =>
      readSnapshots(db.collection<SnapshotDocument>(name).find(), topic, registry);
    const progress = db.collection<{ _id: string; offset: number }>(collections.progress);
    return {
      orders: await snapshots(collections.orders, topics.orders),
      totals: await snapshots(collections.totals, topics.purchaseTotals),
      progress: new Map((await progress.find().toArray()).map(({ _id, offset }) => [_id, offset])),
    };
  } finally {
    await client.close();
  }
}

async function readSnapshots<T>(
  documents: AsyncIterable<SnapshotDocument>,
  topic: Topic<T>,
  registry: SchemaRegistry,
): Promise<Map<string, HeldDocument<T>>> {
  const values = reader(topic, registry);
  const held = new Map<string, HeldDocument<T>>();
  for await (const { _id, rev, value: stored } of documents) {
    const bytes = Buffer.from(stored.buffer);
    const value = await decoded(values, bytes);
    // A buyer's document is known by site and contact, the message by the contact alone.
    const key = topic.key(value);
    if (!_id.endsWith(key)) throw new TypeError(`the document ${_id} holds the snapshot of ${key}`);
    held.set(key, { rev, bytes, value });
  }
  return held;
}
