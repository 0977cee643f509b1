import { type ParseArgsConfig, parseArgs } from 'node:util';
import { StackUnavailable } from '../stack/stack-unavailable.ts';

/** The command line cannot be understood; the message says why. */
export class UsageFault extends Error {}

/**
 * Runs the program of this process and ends it: exit code as returned, 64 with the usage for a command line that
 * cannot be understood, 69 when something is missing, 70 for a bug. Ctrl-C and SIGTERM abort the signal once; what is
 * broken off by that ends with 130, and whoever asks twice does not want to wait. `--help` and `-h` show the usage, and
 * nothing is run.
 */
export async function runCommand(
  usage: string,
  main: (stopping: AbortSignal) => Promise<number>,
): Promise<void> {
  if (asksForHelp(process.argv.slice(2))) {
    console.log(usage);
    return;
  }
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', () => process.exit(0));
  try {
    process.exitCode = await main(stopping.signal);
  } catch (error) {
    const isBrokenOff = stopping.signal.aborted && error === stopping.signal.reason;
    process.exitCode = isBrokenOff ? 130 : explained(error, usage);
  }
  // What a library has left open must not keep a finished command from ending.
  setTimeout(() => process.exit(), 2_000).unref();
}

/** Options by name, and the words that belong to none. Throws `UsageFault` for what the configuration does not know. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageFault(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number from `least` to `most`; undefined stays undefined. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && number <= most && text.trim() !== '') return number;
  const end = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  throw new UsageFault(`--${name} takes a whole number from ${least}${end}, not ${text}`);
}

/** Behind `--` there are words and no options. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).some((word) => word === '--help' || word === '-h');
}

function explained(error: unknown, usage: string): number {
  if (error instanceof UsageFault) {
    console.error(`${error.message}\n\n${usage}`);
    return 64;
  }
  if (error instanceof StackUnavailable) {
    console.error(error.message);
    return error.exitCode;
  }
  console.error(error);
  return 70;
}
