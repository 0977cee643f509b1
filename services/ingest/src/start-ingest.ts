import { reader, schemaRegistry, topics } from '@stamkunde/contracts';
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
import { answeredOnce } from './answered-once.ts';
import { coalesced, coalescedDefaults } from './coalesced.ts';
import type { settings } from './config.ts';
import { mediaTypes } from './domain/items-of.ts';
import { factMetrics } from './fact-metrics.ts';
import { idempotencyStore } from './idempotency-store.ts';
import { ingestModule } from './ingest.module.ts';
import { siteAccess } from './site-access.ts';
import { takeFacts } from './take-facts.ts';

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
  const values = await openWriter(topics.orderLines, registry, config.registerSchemas);

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

  // Only requests with an Idempotency-Key need MongoDB: nothing waits for it, and it may come and go.
  const mongo = connectMongo(config.mongoUri, {
    appName: 'ingest',
    reachWithinMs: Number.POSITIVE_INFINITY,
    stopping,
  });
  mongo.catch((error: unknown) => log.error('mongodb cannot be used', { dependency: 'mongodb', error }));
  const store = idempotencyStore(mongo.then((one) => one.useDb(config.mongoDatabase)));

  const out = publisher(connection, { source: '/services/ingest' });
  const sends = coalesced(out.publish, {
    ...coalescedDefaults,
    messagesMax: config.factsHeldMax,
    waitMs: config.acknowledgeWithinMs,
  });
  const api = await startHttpApi({
    module: ingestModule({
      access,
      onFacts: takeFacts({ publish: sends.publish, values }),
      once: answeredOnce(store),
      metrics: factMetrics(metrics, sends.held),
    }),
    host: config.httpHost,
    port: config.httpPort,
    mediaTypes,
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
        out.close(),
        connections.stop(),
        mongo.then((one) => one.close()).catch(() => undefined),
      ]);
      keys.close();
    },
  };
}
