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
const SLICE_MESSAGES_MAX = 10_000;
const CACHE_BYTES = 67_108_864;

/** How often it is written down how far it is; what orders tell their buyers is added up before. */
const SETTLE_EVERY_MS = 1_000;

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
  const told = toldBuyers(
    totalPurchases({ buyers, publish: quiet, writeTotals: codecs.totalsWriter.write }),
    codecs.buyerOrders,
  );
  const fold = foldOrders({
    orders,
    publish: told.publish,
    writeOrder: codecs.orderWriter.write,
    writeBuyerOrder: codecs.buyerOrderWriter.write,
  });
  const server = new StreamServer({
    service: group,
    connection,
    registry,
    publish: quiet,
    refusals: codecs.refusals,
    progress: {
      ...progress,
      async save(positions) {
        // First, or a crash in between would lose it: orders that are stored tell their buyers no more.
        await told.addUp();
        await progress.save(positions);
      },
    },
    events: silent,
    settings: {
      batchMessagesMax: BATCH_MESSAGES_MAX,
      batchBytesMax: BATCH_BYTES_MAX,
      sliceMessagesMax: SLICE_MESSAGES_MAX,
      laneBytesMax: 2 * BATCH_BYTES_MAX,
      commitIntervalMs: SETTLE_EVERY_MS,
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

/** Contributions that wait at most: some 20 MB. */
const WAITING_MAX = 50_000;
const BUYERS_AT_ONCE = 512;

/**
 * What orders tell their buyers, kept until it is added up: only the newest of each order, since a buyer whose orders come
 * one after the other would be written as often.
 */
function toldBuyers(verb: Verb<BuyerOrder>, values: Reader<BuyerOrder>) {
  const { readAll } = storedReader(values);
  let waiting = new Map<string, Delivered<BuyerOrder>>();
  let before: Promise<unknown> = Promise.resolve();

  async function addUpNow(): Promise<void> {
    const taken = waiting;
    waiting = new Map();
    try {
      const buyers = [...Map.groupBy(taken.values(), ({ key }) => key).values()];
      for (let at = 0; at < buyers.length; at += BUYERS_AT_ONCE)
        await verb(buyers.slice(at, at + BUYERS_AT_ONCE).flat());
    } catch (error) {
      // What has come meanwhile is newer.
      waiting = new Map([...taken, ...waiting]);
      throw error;
    }
  }

  /** Resolves when all that was told before it was called is in the store. */
  function addUp(): Promise<void> {
    const mine = before.then(addUpNow);
    before = mine.catch(() => undefined);
    return mine;
  }

  const publish: Publish = async (messages) => {
    const told = await readAll(
      messages.flatMap(({ topic, value }) => (topic === topics.buyerOrders.name ? (value ?? []) : [])),
    );
    for (const one of told) {
      const key = topics.buyerOrders.key(one);
      waiting.set(`${key}/${one.orderId}`, new Delivered(one, key, {}));
    }
    if (waiting.size > WAITING_MAX) await addUp();
  };

  return { publish, addUp };
}
