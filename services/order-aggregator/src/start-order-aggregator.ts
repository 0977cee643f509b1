import { reader, schemaRegistry, topics } from '@stamkunde/contracts';
import {
  apiKeys,
  connectMongo,
  kafkaConnection,
  progressStore,
  type RunningService,
  type ServiceContext,
  startHttpApi,
} from '@stamkunde/service';
import { followTable, publisher, StreamServer } from '@stamkunde/stream';
import { buyerStore } from './buyer-store.ts';
import { openCodecs } from './codecs.ts';
import type { settings } from './config.ts';
import { foldMetrics } from './fold-metrics.ts';
import { foldOrders } from './fold-orders.ts';
import { foldedFields } from './folded-fields.ts';
import { orderAggregatorModule } from './order-aggregator.module.ts';
import { orderStore } from './order-store.ts';
import { readBuyer } from './read-buyer.ts';
import { siteAccess } from './site-access.ts';
import { totalPurchases } from './total-purchases.ts';

/** What the service needs beside its settings: the environment, for the keys that connections refer to. */
type Start = ServiceContext<typeof settings> & { readonly environment: NodeJS.ProcessEnv };

/** An id of 200 characters, each of them up to nine in a path. */
const PARAM_LENGTH_MAX = 1_800;

/**
 * Starts folding, with the group joined last: by then the stores are there, and so is whoever asks. Waits for Kafka as
 * long as it is away; throws when MongoDB or the registry is.
 */
export async function startOrderAggregator(start: Start): Promise<RunningService> {
  const { name, config, log, metrics, stopping, environment } = start;
  const connection = kafkaConnection(config, name, log);
  const registry = schemaRegistry(config.registryUrl);
  const codecs = await openCodecs(registry, config.registerSchemas);

  // Batches are repeated by the loop, and their writes are guarded: the database need not remember each of them.
  const mongo = await connectMongo(config.mongoUri, { appName: name, retryWrites: false, stopping });
  const database = mongo.useDb(config.mongoDatabase);
  const orders = await orderStore(database, codecs.orders, config.orderCacheBytes);
  const buyers = await buyerStore(database, codecs, config.buyerCacheBytes);

  const keys = apiKeys({
    env: environment,
    onFaults: (faults) => {
      for (const fault of faults) log.warn('a key reference gives no key', { ...fault });
    },
  });
  const access = siteAccess(keys);
  const connections = await followTable(
    connection,
    topics.connections,
    reader(topics.connections, registry),
    {
      onChange: access.changed,
      onUnreadable: (key, detail) => log.warn('a connection is not readable', { key, detail }),
    },
  );
  await access.settled();

  const events = foldMetrics(metrics);
  const out = publisher(connection, { source: `/services/${name}` });
  const server = new StreamServer({
    service: `${config.topicPrefix}${name}`,
    connection,
    registry,
    publish: out.publish,
    refusals: codecs.refusals,
    progress: progressStore(database),
    events,
    settings: {
      lanesPerTopic: config.lanesPerTopic,
      batchMessagesMax: config.batchMessagesMax,
      sessionTimeoutMs: config.sessionTimeoutMs,
      heartbeatIntervalMs: Math.floor(config.sessionTimeoutMs / 3),
      // Of the time the process has, half is for the batches at hand; writing down and leaving the group take the rest.
      drainTimeoutMs: Math.floor(config.drainTimeoutMs / 2),
    },
    needed: { [topics.orderLines.name]: foldedFields },
    onAssigned: () => {
      orders.clear();
      buyers.clear();
    },
    // Outside every promise and listener, so that nobody on the way can swallow it: the process has to end.
    onBug: (error) =>
      void setImmediate(() => {
        throw error;
      }),
    onNotice: (message, fields) => log.warn(message, fields),
  });

  const api = await startHttpApi({
    module: orderAggregatorModule({
      foldOrders: foldOrders({
        orders,
        publish: out.publish,
        writeOrder: codecs.orderWriter.write,
        writeBuyerOrder: codecs.buyerOrderWriter.write,
        onLost: (lost) => events.conflict('orders', lost),
        onContradicted: events.contradicted,
      }),
      totalPurchases: totalPurchases({
        buyers,
        publish: out.publish,
        writeTotals: codecs.totalsWriter.write,
        onLost: (lost) => events.conflict('buyers', lost),
      }),
      orders,
      readBuyer: readBuyer(buyers),
      access,
    }),
    host: config.httpHost,
    port: config.httpPort,
    paramLengthMax: PARAM_LENGTH_MAX,
    log,
    metrics,
  });
  api.app.connectMicroservice({ strategy: server });
  await api.app.startAllMicroservices();

  return {
    urls: { api: api.url },
    live: [{ name: 'loop', check: () => server.live() || 'a batch is stuck' }],
    ready: [{ name: 'group', check: () => server.ready() || 'not joined yet' }],
    stop: async () => {
      await server.close(); // finishes its batches, writes down how far it got, leaves the group
      await api.close();
      await Promise.all([out.close(), connections.stop()]);
      keys.close();
      await mongo.close();
    },
  };
}
