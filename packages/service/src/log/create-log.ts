import pino from 'pino';
import { allowedFields, type LogFields } from './log-fields.ts';
import { masked } from './masked.ts';
import { prettyLine } from './pretty-line.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Writes a constant message and fields; never payloads or addresses. What goes well is a metric, not a line. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  fatal(message: string, fields?: LogFields): void;
}

export interface LogOptions {
  readonly service: string;
  readonly version: string;
  readonly level?: LogLevel;
  readonly format?: 'auto' | 'json' | 'pretty';
  /** Where the lines go; standard output when absent. */
  readonly destination?: { write(line: string): void };
}

/**
 * A log of JSON lines, or of readable ones on a terminal. Written synchronously: the last line before the end of a
 * process is the one that is needed. What is not declared in `LogFields` does not get through.
 */
export function createLog({
  service,
  version,
  level = 'info',
  format = 'auto',
  destination,
}: LogOptions): Log {
  const terminal = destination === undefined && process.stdout.isTTY === true;
  const pretty = format === 'pretty' || (format === 'auto' && terminal);
  const lines = destination ?? (pretty ? { write: (line: string) => process.stdout.write(line) } : undefined);
  const readable = { write: (line: string) => lines?.write(prettyLine(line, terminal)) };
  const options: pino.LoggerOptions = {
    level,
    base: { service, version },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: allowedFields },
  };
  return logOver(pino(options, pretty ? readable : (lines ?? pino.destination({ fd: 1, sync: true }))));
}

function logOver(logger: pino.Logger): Log {
  const at =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: LogFields = {}) => {
      logger[level](fields, masked(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
}
