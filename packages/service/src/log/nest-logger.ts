import type { LoggerService } from '@nestjs/common';
import type { Log } from './create-log.ts';

/**
 * What Nest has to say, as far as it is a complaint: its chatter at start is dropped, and its words are not constant,
 * so they go into a field where they are masked.
 */
export function nestLogger(log: Log): LoggerService {
  const at =
    (level: 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...more: unknown[]) => {
      const context = more.at(-1);
      log[level]('the framework complains', {
        ...(message instanceof Error ? { error: message } : { detail: String(message) }),
        ...(typeof context === 'string' && /^\w{1,40}$/.test(context) ? { context } : {}),
      });
    };
  const silent = () => {};
  return {
    log: silent,
    debug: silent,
    verbose: silent,
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
}
