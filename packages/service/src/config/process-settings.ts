import { z } from 'zod';
import { type Config, setting } from './setting.ts';

/** The settings every service has. Spread them into the service's own: `{ ...processSettings, brokers: setting(…) }`. */
export const processSettings = {
  logLevel: setting(
    'LOG_LEVEL',
    z.enum(['debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    'The least important log lines that are still written.',
  ),
  logFormat: setting(
    'LOG_FORMAT',
    z.enum(['auto', 'json', 'pretty']).default('auto'),
    'JSON for machines, one readable line for people; auto is readable on a terminal and JSON elsewhere.',
  ),
  managementHost: setting(
    'MANAGEMENT_HOST',
    z.string().default('0.0.0.0'),
    'Address on which /livez, /readyz and /metrics are served; they name no person and need no key.',
  ),
  managementPort: setting(
    'MANAGEMENT_PORT',
    z.coerce.number().int().min(0).max(65_535).default(9464),
    'Port of /livez, /readyz and /metrics; 0 takes a free one.',
  ),
  drainTimeoutMs: setting(
    'DRAIN_TIMEOUT_MS',
    z.coerce.number().int().min(0).max(600_000).default(10_000),
    'Milliseconds between the request to stop and the end of the process, in which work at hand is finished.',
  ),
};

export type ProcessConfig = Config<typeof processSettings>;
