import 'reflect-metadata';
import { reader, schemaRegistry, topics } from '@stamkunde/contracts';
import {
  connectMongo,
  openWriter,
  progressStore,
  runService,
  startHttpApi,
  streamMetrics,
} from '@stamkunde/service';
import { connectKafka, publisher, StreamServer } from '@stamkunde/stream';
import { buyerStore } from './buyer-store.ts';
import { settings } from './config.ts';
import { foldOrders } from './fold-orders.ts';
import { orderAggregatorModule } from './order-aggregator.module.ts';
import { orderStore } from './order-store.ts';
import { totalPurchases } from './total-purchases.ts';

await runService({
  name: 'order-aggregator',
  version: '0.1.0',
  settings,
  start: async ({ name, config, log, metrics, stopping }) => {
    const connection = connectKafka({
      brokers: config.brokers,
      clientId: name,
      topicPrefix: config.topicPrefix,
      onWarning: (message) => log.warn('kafka complains', { dependency: 'kafka', detail: message }),
    });
    const registry = schemaRegistry(config.registryUrl);
    const register = config.registerSchemas;
    const orderWriter = await openWriter(topics.orders, registry, register);
    const buyerOrderWriter = await openWriter(topics.buyerOrders, registry, register);
    const totalsWriter = await openWriter(topics.purchaseTotals, registry, register);
    const refusals = await openWriter(topics.refusals, registry, register);

    const mongo = await connectMongo(config.mongoUri, { appName: name, stopping });
    const database = mongo.useDb(config.mongoDatabase);
    const orders = await orderStore(database, reader(topics.orders, registry), config.orderCacheBytes);
    const buyers = await buyerStore(
      database,
      { buyerOrders: reader(topics.buyerOrders, registry), buyerOrderWriter },
      config.buyerCacheBytes,
    );

    const events = streamMetrics(metrics);
    const out = publisher(connection, { source: `/services/${name}` });
    const server = new StreamServer({
      service: `${config.topicPrefix}${name}`,
      connection,
      registry,
      publish: out.publish,
      refusals,
      progress: progressStore(database),
      events,
      settings: {
        lanesPerTopic: config.lanesPerTopic,
        batchMessagesMax: config.batchMessagesMax,
        sessionTimeoutMs: config.sessionTimeoutMs,
        heartbeatIntervalMs: Math.floor(config.sessionTimeoutMs / 3),
      },
      // The proof of who bought, and what only people read, is not the fold's business.
      needed: {
        [topics.orderLines.name]: [
          'factId',
          'siteId',
          'orderId',
          'type',
          'version',
          'occurredAt',
          'origin',
          'correlationId',
          'lineId',
          'cancellationId',
          'quantity',
          'productId',
          'productName',
          'unitPrice',
          'buyer',
          'country',
        ],
      },
      onAssigned: () => {
        orders.clear();
        buyers.clear();
      },
      onBug: (error) => {
        throw error;
      },
      onNotice: (message, fields) => log.warn(message, fields),
    });

    const api = await startHttpApi({
      module: orderAggregatorModule({
        foldOrders: foldOrders({
          orders,
          publish: out.publish,
          writeOrder: orderWriter.write,
          writeBuyerOrder: buyerOrderWriter.write,
          onLost: (lost) => events.conflict('orders', lost),
        }),
        totalPurchases: totalPurchases({
          buyers,
          publish: out.publish,
          writeTotals: totalsWriter.write,
          onLost: (lost) => events.conflict('buyers', lost),
        }),
      }),
      host: config.httpHost,
      port: config.httpPort,
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
        await out.close();
        await mongo.close();
      },
    };
  },
});
