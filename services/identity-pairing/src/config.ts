import { kafkaSettings, processSettings, setting } from '@stamkunde/service';
import { streamDefaults } from '@stamkunde/stream';
import { z } from 'zod';

/** The environment, for those who look up more in it than settings: references to secrets. */
export const environment: NodeJS.ProcessEnv = process.env;

const count = (min: number, max: number, value: number) =>
  z.coerce.number().int().min(min).max(max).default(value);

const DAYS_MAX = 3_650;

/** Days by site, in one variable: `theatre=14,tivoli=60`. */
const daysBySite = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
  .refine((parts) => parts.every(isDaysOfSite), 'must be site=days, separated by commas, 1 to 3650 days each')
  .transform((parts) => parts.map((part) => [siteIn(part), daysIn(part)] as const));

/** Settings of the service. */
export const settings = {
  ...processSettings,
  ...kafkaSettings,
  mongoUri: setting(
    'STAMKUNDE_MONGO_URI',
    z.string().min(1),
    'MongoDB, where visitors, their events, identities and purchases are kept.',
  ),
  mongoDatabase: setting(
    'MONGO_DATABASE',
    z.string().min(1).max(60).default('identity-pairing'),
    'Database of this service.',
  ),
  httpHost: setting(
    'HTTP_HOST',
    z.string().default('0.0.0.0'),
    'Address on which visitors and contacts can be read.',
  ),
  httpPort: setting(
    'HTTP_PORT',
    z.coerce.number().int().min(0).max(65_535).default(8080),
    'Port on which visitors and contacts can be read; 0 takes a free one.',
  ),
  retentionDays: setting(
    'RETENTION_DAYS',
    count(1, DAYS_MAX, 30),
    'Days before its first pairing from which events of a visitor are still tied to it; they wait that long, and a week.',
  ),
  retentionDaysBySite: setting(
    'RETENTION_DAYS_BY_SITE',
    daysBySite,
    'The same for some sites, as site=days separated by commas.',
  ),
  sweepIntervalMs: setting(
    'SWEEP_INTERVAL_MS',
    count(1_000, 86_400_000, 600_000),
    'Milliseconds between two looks for events that have waited long enough.',
  ),
  unpairingsPerMinuteMax: setting(
    'UNPAIRINGS_PER_MINUTE_MAX',
    count(1, 100_000, 120),
    'How often a site may unpair a contact over HTTP in a minute.',
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
};

function isDaysOfSite(part: string): boolean {
  return siteIn(part) !== '' && /=\s*[1-9]\d{0,3}\s*$/.test(part) && daysIn(part) <= DAYS_MAX;
}

function siteIn(part: string): string {
  return /^\s*([a-z0-9-]{1,64})\s*=/.exec(part)?.[1] ?? '';
}

function daysIn(part: string): number {
  return Number(part.split('=')[1]);
}
