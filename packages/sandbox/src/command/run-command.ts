import { type ParseArgsConfig, parseArgs } from 'node:util';
import { StackUnavailable } from '../stack/stack-unavailable.ts';

/** The command line can not be understood; the message says why. */
export class UsageFault extends Error {}

/**
 * Runs the program of this process and ends it: exit code as returned, 64 with the usage for a command line that can
 * not be understood, 69 when something is missing, 70 for a bug. Ctrl-C and SIGTERM abort the signal once; whoever asks
 * twice does not want to wait.
 */
export async function runCommand(
  usage: string,
  main: (stopping: AbortSignal) => Promise<number>,
): Promise<void> {
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
    process.exitCode = explained(error, usage);
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

/** A whole number from `least` on; undefined stays undefined. */
export function wholeNumber(name: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && text.trim() !== '') return number;
  throw new UsageFault(`--${name} takes a whole number from ${least}, not ${text}`);
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
