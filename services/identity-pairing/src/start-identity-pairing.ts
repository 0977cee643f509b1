import { reader, schemaRegistry, topics } from '@stamkunde/contracts';
import {
  apiKeys,
  connectMongo,
  kafkaConnection,
  progressStore,
  type RunningService,
  rateLimit,
  type ServiceContext,
  startHttpApi,
} from '@stamkunde/service';
import { followTable, publisher, StreamServer } from '@stamkunde/stream';
import { openCodecs } from './codecs.ts';
import { openCollections } from './collections.ts';
import type { settings } from './config.ts';
import { eventStore } from './event-store.ts';
import { guardedStore } from './guarded-store.ts';
import { identityPairingModule } from './identity-pairing.module.ts';
import { identityStore } from './identity-store.ts';
import { joinCustomers } from './join-customers.ts';
import { keepPurchases } from './keep-purchases.ts';
import { knowContacts } from './know-contacts.ts';
import { pairVisitors } from './pair-visitors.ts';
import { pairingMetrics } from './pairing-metrics.ts';
import { purchaseStore } from './purchase-store.ts';
import { readActivity } from './read-activity.ts';
import { siteAccess } from './site-access.ts';
import { sweepEvents } from './sweep-events.ts';
import { sweptRegularly } from './swept-regularly.ts';
import { unpairContact } from './unpair-contact.ts';

/** What the service needs beside its settings: the environment, for the keys that connections refer to. */
type Start = ServiceContext<typeof settings> & { readonly environment: NodeJS.ProcessEnv };

/** An id of 200 characters, each of them up to nine in a path. */
const PARAM_LENGTH_MAX = 1_800;

/** The one body there is names a visitor. */
const BODY_LIMIT_BYTES = 4_096;
const DEPTH_MAX = 2;

const DAY_MS = 86_400_000;

/**
 * Starts pairing, with the group joined last: by then the stores are there, and so is whoever asks. Waits for Kafka as
 * long as it is away; throws when MongoDB or the registry is.
 */
export async function startIdentityPairing(start: Start): Promise<RunningService> {
  const { name, config, log, metrics, stopping, environment } = start;
  const connection = kafkaConnection(config, name, log);
  const registry = schemaRegistry(config.registryUrl);
  const codecs = await openCodecs(registry, config.registerSchemas);

  // Batches are repeated by the loop, and their writes are guarded: the database need not remember each of them.
  const mongo = await connectMongo(config.mongoUri, { appName: name, retryWrites: false, stopping });
  const database = mongo.useDb(config.mongoDatabase);
  const collections = await openCollections(database);
  const visitors = guardedStore(collections.visitors);
  const identities = identityStore(collections.identities, codecs.identities);
  const events = await eventStore(database);
  const purchases = await purchaseStore(database);

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

  const counted = pairingMetrics(metrics);
  const out = publisher(connection, { source: `/services/${name}` });
  const now = () => Date.now();
  const retentionDays = new Map(config.retentionDaysBySite);
  // Outside every promise and listener, so that nobody on the way can swallow it: the process has to end.
  const onBug = (error: unknown) =>
    void setImmediate(() => {
      throw error;
    });
  const server = new StreamServer({
    service: `${config.topicPrefix}${name}`,
    connection,
    registry,
    publish: out.publish,
    refusals: codecs.refusals,
    progress: progressStore(database),
    events: counted,
    settings: {
      lanesPerTopic: config.lanesPerTopic,
      batchMessagesMax: config.batchMessagesMax,
      sessionTimeoutMs: config.sessionTimeoutMs,
      heartbeatIntervalMs: Math.floor(config.sessionTimeoutMs / 3),
      // Of the time the process has, half is for the batches at hand; writing down and leaving the group take the rest.
      drainTimeoutMs: Math.floor(config.drainTimeoutMs / 2),
    },
    onBug,
    onNotice: (message, fields) => log.warn(message, fields),
  });

  const api = await startHttpApi({
    module: identityPairingModule({
      pairVisitors: pairVisitors({
        visitors,
        events,
        publish: out.publish,
        writeClaim: codecs.claimWriter.write,
        writeActivity: codecs.activityWriter.write,
        retentionMs: (siteId) => (retentionDays.get(siteId) ?? config.retentionDays) * DAY_MS,
        now,
        onLost: counted.conflict,
        onOutcome: counted.outcome,
        onPairing: counted.pairing,
      }),
      knowContacts: knowContacts({
        identities,
        publish: out.publish,
        writeIdentity: codecs.identityWriter.write,
        writeContactOfCustomer: codecs.contactOfCustomerWriter.write,
        onLost: (lost) => counted.conflict('identities', lost),
      }),
      joinCustomers: joinCustomers({
        customers: guardedStore(collections.customers),
        publish: out.publish,
        writeClaim: codecs.claimWriter.write,
        onLost: (lost) => counted.conflict('customers', lost),
      }),
      keepPurchases: keepPurchases({ purchases }),
      visitors: { visitors, events },
      contacts: {
        identities,
        activityOf: readActivity({ events, purchases }),
        unpaired: unpairContact({
          identities,
          publish: out.publish,
          writeEvent: codecs.siteEventWriter.write,
          now,
        }),
        unpairings: rateLimit({ pointsMax: config.unpairingsPerMinuteMax, windowMs: 60_000 }),
      },
      access,
    }),
    host: config.httpHost,
    port: config.httpPort,
    paramLengthMax: PARAM_LENGTH_MAX,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    depthMax: DEPTH_MAX,
    log,
    metrics,
  });
  api.app.connectMicroservice({ strategy: server });
  await api.app.startAllMicroservices();
  const stopSweeping = sweptRegularly(sweepEvents({ events, now, onRemoved: counted.forgotten }), {
    intervalMs: config.sweepIntervalMs,
    onBug,
  });

  return {
    urls: { api: api.url },
    live: [{ name: 'loop', check: () => server.live() || 'a batch is stuck' }],
    ready: [{ name: 'group', check: () => server.ready() || 'not joined yet' }],
    stop: async () => {
      await server.close(); // finishes its batches, writes down how far it got, leaves the group
      await Promise.all([api.close(), stopSweeping()]);
      await Promise.all([out.close(), connections.stop()]);
      keys.close();
      await mongo.close();
    },
  };
}
