import { type BuyerOrder, type Reader, type SchemaRegistry, topics } from '@stamkunde/contracts';
import { progressStore } from '@stamkunde/service';
import {
  Delivered,
  type KafkaConnection,
  type Publish,
  type StreamEvents,
  StreamServer,
  type Verb,
} from '@stamkunde/stream';
import type { Connection } from 'mongoose';
import { buyerStore } from '../buyer-store.ts';
import type { Codecs } from '../codecs.ts';
import { foldOrders } from '../fold-orders.ts';
import { foldedFields } from '../folded-fields.ts';
import { orderStore } from '../order-store.ts';
import { storedReader } from '../stored-reader.ts';
import { totalPurchases } from '../total-purchases.ts';

export interface RebuiltProjectionOptions {
  /** Consumer group of the rebuild, none of the service's. */
  readonly group: string;
  readonly connection: KafkaConnection;
  readonly registry: SchemaRegistry;
  readonly database: Connection;
  readonly codecs: Codecs;
  readonly onBug: (error: unknown) => void;
}

export interface RebuiltProjection {
  /** Resolves when everything is folded that is on the topic now; tells how far it is meanwhile, in facts. */
  caughtUp(onProgress?: (done: number, total: number) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Larger than in service: nobody waits for a single fact, and what is folded together is written once. */
const BATCH_MESSAGES_MAX = 20_000;
const BATCH_BYTES_MAX = 8_388_608;
const CACHE_BYTES = 67_108_864;

const LOOK_EVERY_MS = 250;

const silent: StreamEvents = {
  processed: () => undefined,
  refused: () => undefined,
  batch: () => undefined,
  lag: () => undefined,
  oldestUnhandled: () => undefined,
  released: () => undefined,
  retry: () => undefined,
  conflict: () => undefined,
  offsetReset: () => undefined,
};

/**
 * Folds all facts once more, by the service's own verbs, into a database of its own, and says nothing to anybody: what
 * orders tell their buyers goes from verb to verb, and what is refused has been refused before. Killed, it goes on
 * where it was.
 */
export async function startRebuiltProjection(options: RebuiltProjectionOptions): Promise<RebuiltProjection> {
  const { group, connection, registry, database, codecs, onBug } = options;
  const orders = await orderStore(database, codecs.orders, CACHE_BYTES);
  const buyers = await buyerStore(database, codecs, CACHE_BYTES);
  const progress = progressStore(database);
  const quiet: Publish = async () => undefined;
  const onBuyerOrders = totalPurchases({ buyers, publish: quiet, writeTotals: codecs.totalsWriter.write });
  const fold = foldOrders({
    orders,
    publish: fromVerbToVerb(onBuyerOrders, codecs.buyerOrders),
    writeOrder: codecs.orderWriter.write,
    writeBuyerOrder: codecs.buyerOrderWriter.write,
  });
  const server = new StreamServer({
    service: group,
    connection,
    registry,
    publish: quiet,
    refusals: codecs.refusals,
    progress,
    events: silent,
    settings: {
      batchMessagesMax: BATCH_MESSAGES_MAX,
      batchBytesMax: BATCH_BYTES_MAX,
      laneBytesMax: 2 * BATCH_BYTES_MAX,
    },
    needed: { [topics.orderLines.name]: foldedFields },
    onAssigned: () => {
      orders.clear();
      buyers.clear();
    },
    onBug,
  });
  server.addHandler(topics.orderLines.name, fold, true);
  await new Promise<void>((resolve, reject) =>
    server.listen((error) => (error === undefined ? resolve() : reject(error))),
  );
  const admin = connection.kafka.admin();
  await admin.connect();

  const ends = async () => {
    const offsets = await admin.fetchTopicOffsets(connection.nameOf(topics.orderLines.name));
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  };

  return {
    async caughtUp(onProgress = () => undefined) {
      // Where the topic ended when it was asked: it never ends while the shops are open.
      const until = await ends();
      const places = until.map(({ partition }) => ({ topic: topics.orderLines.name, partition }));
      const total = until.reduce((sum, { low, high }) => sum + high - low, 0);
      for (;;) {
        const saved = new Map((await progress.load(places)).map((one) => [one.partition, one.offset]));
        const left = until.reduce(
          (sum, { partition, low, high }) =>
            sum + Math.max(0, high - Math.max(low, saved.get(partition) ?? 0)),
          0,
        );
        onProgress(total - left, total);
        if (left === 0) return;
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },

    async stop() {
      await server.close();
      await admin.disconnect();
    },
  };
}

/** Takes what orders tell their buyers to the verb that adds it up, one batch after the other as from a topic. */
function fromVerbToVerb(verb: Verb<BuyerOrder>, values: Reader<BuyerOrder>): Publish {
  let before: Promise<unknown> = Promise.resolve();
  const { readAll } = storedReader(values);
  return async (messages) => {
    const told = await readAll(
      messages.flatMap(({ topic, value }) => (topic === topics.buyerOrders.name ? (value ?? []) : [])),
    );
    const batch = told.map((one) => new Delivered(one, topics.buyerOrders.key(one), {}));
    const mine = before.then(() => verb(batch));
    before = mine.catch(() => undefined);
    await mine;
  };
}
