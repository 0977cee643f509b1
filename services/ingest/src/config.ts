import { commaSeparated, kafkaSettings, processSettings, setting } from '@stamkunde/service';
import { z } from 'zod';

/** The environment, for those who look up more in it than settings: references to secrets. */
export const environment: NodeJS.ProcessEnv = process.env;

/** Settings of the service. */
export const settings = {
  ...processSettings,
  ...kafkaSettings,
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
  pageEventsPerMinuteMax: setting(
    'PAGE_EVENTS_PER_MINUTE_MAX',
    z.coerce.number().int().min(1).max(1_000_000).default(1_200),
    'Requests and events a minute from pages behind one address; further ones are answered 429. A school has one address.',
  ),
  factsHeldMax: setting(
    'FACTS_HELD_MAX',
    z.coerce.number().int().min(1_000).max(1_000_000).default(20_000),
    'Facts that may wait for Kafka in this process; further requests are answered 503.',
  ),
};

/** Settings of the commands `import` and `apply`. */
export const commandSettings = {
  ...kafkaSettings,
  stateHome: setting(
    'XDG_STATE_HOME',
    z.string().optional(),
    'Folder in which imports remember how far they came; ~/.local/state when not set.',
  ),
};
