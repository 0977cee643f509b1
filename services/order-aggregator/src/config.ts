import { kafkaSettings, processSettings, setting } from '@stamkunde/service';
import { streamDefaults } from '@stamkunde/stream';
import { z } from 'zod';

/** The environment, for those who look up more in it than settings: references to secrets. */
export const environment: NodeJS.ProcessEnv = process.env;

const count = (min: number, max: number, value: number) =>
  z.coerce.number().int().min(min).max(max).default(value);

/** Settings of the service. */
export const settings = {
  ...processSettings,
  ...kafkaSettings,
  mongoUri: setting('STAMKUNDE_MONGO_URI', z.string().min(1), 'MongoDB, where orders and buyers are kept.'),
  mongoDatabase: setting(
    'MONGO_DATABASE',
    z.string().min(1).max(60).default('order-aggregator'),
    'Database of this service.',
  ),
  httpHost: setting(
    'HTTP_HOST',
    z.string().default('0.0.0.0'),
    'Address on which orders and buyers can be read.',
  ),
  httpPort: setting(
    'HTTP_PORT',
    z.coerce.number().int().min(0).max(65_535).default(8080),
    'Port on which orders and buyers can be read; 0 takes a free one.',
  ),
  lanesPerTopic: setting(
    'LANES_PER_TOPIC',
    count(1, 32, streamDefaults.lanesPerTopic),
    'Batches of a topic that are handled at once; more overlap waiting and cost memory.',
  ),
  batchMessagesMax: setting(
    'BATCH_MESSAGES_MAX',
    count(1, 100_000, streamDefaults.batchMessagesMax),
    'Most messages of one batch.',
  ),
  sessionTimeoutMs: setting(
    'SESSION_TIMEOUT_MS',
    count(3_000, 60_000, streamDefaults.sessionTimeoutMs),
    'Milliseconds of silence after which the group gives the partitions of this process to others.',
  ),
  orderCacheBytes: setting(
    'ORDER_CACHE_BYTES',
    count(1_048_576, 4_294_967_296, 33_554_432),
    'Bytes of memory for orders used recently.',
  ),
  buyerCacheBytes: setting(
    'BUYER_CACHE_BYTES',
    count(1_048_576, 4_294_967_296, 16_777_216),
    'Bytes of memory for buyers used recently.',
  ),
};

const { mongoUri, mongoDatabase } = settings;

/** Settings of the command `rebuild`: those of the service it works beside. */
export const rebuildSettings = { ...kafkaSettings, mongoUri, mongoDatabase };
