import { commaSeparated, processSettings, setting } from '@stamkunde/service';
import { z } from 'zod';

/** The environment, for those who look up more in it than settings: references to secrets. */
export const environment: NodeJS.ProcessEnv = process.env;

const kafka = {
  brokers: setting(
    'STAMKUNDE_BROKERS',
    commaSeparated(),
    'Kafka brokers as host:port, separated by commas; a few of them will do.',
  ),
  topicPrefix: setting(
    'TOPIC_PREFIX',
    z.string().max(100).default(''),
    'Stands before every topic name, so that several systems can share a cluster.',
  ),
  registryUrl: setting(
    'STAMKUNDE_REGISTRY_URL',
    z.url(),
    'Schema registry that speaks the Confluent protocol, with its base path.',
  ),
  registerSchemas: setting(
    'REGISTER_SCHEMAS',
    z.stringbool().default(false),
    'Registers the schemas of the topics written here at start; otherwise they must be registered already.',
  ),
};

/** Settings of the service. */
export const settings = {
  ...processSettings,
  ...kafka,
  mongoUri: setting(
    'STAMKUNDE_MONGO_URI',
    z.string().min(1),
    'MongoDB, where answers to Idempotency-Keys are kept.',
  ),
  mongoDatabase: setting(
    'MONGO_DATABASE',
    z.string().min(1).max(60).default('ingest'),
    'Database of this service.',
  ),
  httpHost: setting('HTTP_HOST', z.string().default('0.0.0.0'), 'Address on which facts are taken.'),
  httpPort: setting(
    'HTTP_PORT',
    z.coerce.number().int().min(0).max(65_535).default(8080),
    'Port on which facts are taken; 0 takes a free one.',
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    commaSeparated().optional(),
    'Addresses or networks whose X-Forwarded-For is believed, separated by commas.',
  ),
  acknowledgeWithinMs: setting(
    'ACKNOWLEDGE_WITHIN_MS',
    z.coerce.number().int().min(100).max(25_000).default(10_000),
    'Milliseconds a request waits for Kafka before it is answered 503.',
  ),
  factsHeldMax: setting(
    'FACTS_HELD_MAX',
    z.coerce.number().int().min(1_000).max(1_000_000).default(20_000),
    'Facts that may wait for Kafka in this process; further requests are answered 503.',
  ),
};

/** Settings of the commands `import` and `apply`. */
export const commandSettings = {
  ...kafka,
  stateHome: setting(
    'XDG_STATE_HOME',
    z.string().optional(),
    'Folder in which imports remember how far they came; ~/.local/state when not set.',
  ),
};
