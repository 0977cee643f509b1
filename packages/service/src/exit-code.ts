import { isUnavailable } from './mongo/is-unavailable.ts';

/** How a process of this product ends, in the numbers of sysexits.h. */
export const exitCode = {
  ok: 0,
  failedCheck: 1,
  usage: 64,
  unavailable: 69,
  bug: 70,
  configuration: 78,
} as const;

/** Whose turn it is when `error` ends a process: the person who configures, whoever runs what we depend on, or us. */
export function exitCodeOf(error: unknown): number {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  if (settingErrors.has(String(name)) || settingCodes.has(String(code))) return exitCode.configuration;
  if (name === 'Unavailable' || isUnavailable(error)) return exitCode.unavailable;
  return exitCode.bug;
}

const settingErrors = new Set(['ConfigFault', 'MongoParseError']);

/** A port that is taken, or that this user may not have; a password that MongoDB refuses. */
const settingCodes = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', '18']);
