import { reader, schemaRegistry, type Topic, topics } from '@stamkunde/contracts';
import {
  apiKeys,
  connectMongo,
  kafkaConnection,
  openWriter,
  type RunningService,
  type ServiceContext,
  startHttpApi,
} from '@stamkunde/service';
import { followTable, publisher } from '@stamkunde/stream';
import { trackerScript } from '@stamkunde/tracker';
import { answeredOnce } from './answered-once.ts';
import { coalesced, coalescedDefaults } from './coalesced.ts';
import type { settings } from './config.ts';
import { mediaTypes } from './domain/items-of.ts';
import { factMetrics } from './fact-metrics.ts';
import { idempotencyStore } from './idempotency-store.ts';
import { ingestModule } from './ingest.module.ts';
import { pageAccess } from './page-access.ts';
import { PAGE_BODY_BYTES_MAX, PAGE_EVENTS_ROUTE } from './page-origins.ts';
import { siteAccess } from './site-access.ts';
import { type BillettenOut, takeBilletten } from './take-billetten.ts';
import { takeFacts } from './take-facts.ts';
import { customersOut, orderLinesOut, permissionStatementsOut, siteEventsOut } from './way-out.ts';

/** What the service needs beside its settings: the environment, for the keys that connections refer to. */
type Start = Omit<ServiceContext<typeof settings>, 'name' | 'version'> & {
  readonly environment: NodeJS.ProcessEnv;
};

/**
 * Starts taking facts: once the connections have been read, so that no valid key is turned away, and with the HTTP port
 * open last. Waits for Kafka as long as it is away; MongoDB may come later.
 */
export async function startIngest({
  config,
  log,
  metrics,
  stopping,
  environment,
}: Start): Promise<RunningService> {
  const connection = kafkaConnection(config, 'ingest', log);
  const registry = schemaRegistry(config.registryUrl);
  const open = <T>(topic: Topic<T>) => openWriter(topic, registry, config.registerSchemas);
  const out: BillettenOut = {
    orderLines: orderLinesOut(await open(topics.orderLines)),
    siteEvents: siteEventsOut(await open(topics.siteEvents)),
    permissionStatements: permissionStatementsOut(await open(topics.permissionStatements)),
    customers: customersOut(await open(topics.customers)),
  };

  const keys = apiKeys({
    env: environment,
    onFaults: (faults) => {
      for (const fault of faults) log.warn('a key reference gives no key', { ...fault });
    },
  });
  const access = siteAccess(keys);
  const pages = pageAccess({ env: environment, eventsPerMinuteMax: config.pageEventsPerMinuteMax });
  const connections = await followTable(
    connection,
    topics.connections,
    reader(topics.connections, registry),
    {
      onChange: (siteId, change) => {
        access.changed(siteId, change);
        pages.changed(siteId, change);
      },
      onUnreadable: (key, detail) => log.warn('a connection is not readable', { key, detail }),
    },
  );
  await access.settled();

  // Only requests with an Idempotency-Key need MongoDB: nothing waits for it, and it may come and go.
  const mongo = connectMongo(config.mongoUri, {
    appName: 'ingest',
    reachWithinMs: Number.POSITIVE_INFINITY,
    stopping,
  });
  mongo.catch((error: unknown) => log.error('mongodb cannot be used', { dependency: 'mongodb', error }));
  const store = idempotencyStore(mongo.then((one) => one.useDb(config.mongoDatabase)));

  const outside = publisher(connection, { source: '/services/ingest' });
  const sends = coalesced(outside.publish, {
    ...coalescedDefaults,
    messagesMax: config.factsHeldMax,
    waitMs: config.acknowledgeWithinMs,
  });
  const { publish } = sends;
  const facts = factMetrics(metrics, sends.held);
  const api = await startHttpApi({
    module: ingestModule({
      access,
      pages,
      onFacts: takeFacts({ publish, out: out.orderLines }),
      onSiteEvents: takeFacts({ publish, out: out.siteEvents }),
      onBilletten: takeBilletten({ publish, out, metrics: facts }),
      once: answeredOnce(store),
      metrics: facts,
      script: trackerScript(),
    }),
    host: config.httpHost,
    port: config.httpPort,
    mediaTypes: [...mediaTypes, 'text/plain'],
    bodyLimitsBytes: { [PAGE_EVENTS_ROUTE]: PAGE_BODY_BYTES_MAX },
    log,
    metrics,
    ...(config.trustedProxies === undefined ? {} : { trustedProxies: config.trustedProxies }),
  });

  return {
    urls: { api: api.url },
    stop: async () => {
      await api.close(); // answers what is at hand, so nothing new is held
      await sends.drained(); // also what was answered 503 and is on its way
      await Promise.all([
        outside.close(),
        connections.stop(),
        mongo.then((one) => one.close()).catch(() => undefined),
      ]);
      keys.close();
    },
  };
}
