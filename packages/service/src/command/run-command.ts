import { setTimeout as pause } from 'node:timers/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Unavailable } from '@stamkunde/stream';
import { exitCode, exitCodeOf } from '../exit-code.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a person typed, taken apart. */
export interface Typed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** How a command ended: an exit code, or what is wrong with how it was called. */
export type Ending = number | { readonly usage: string };

/** How long a command waits for Kafka before it says that it is away. */
const REACH_WITHIN_MS = 15_000;

/**
 * The life of a command: takes its arguments apart, runs it, and says in one sentence what is wrong if something is.
 * Ends with 64 and the usage for wrong arguments, 69 when something it needs is away, 78 for wrong settings, and 70
 * with a stack for a bug.
 */
export async function runCommand(
  usage: string,
  options: Options,
  run: (typed: Typed) => Promise<Ending>,
): Promise<never> {
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values['help'] === true) {
      process.stdout.write(usage);
      process.exit(exitCode.ok);
    }
    const ending = await run({ values: values as Typed['values'], positionals });
    if (typeof ending === 'number') process.exit(ending);
    process.stderr.write(`${ending.usage}\n\n${usage}`);
    process.exit(exitCode.usage);
  } catch (error) {
    if (
      error instanceof TypeError &&
      String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
    ) {
      process.stderr.write(`${error.message}\n\n${usage}`);
      process.exit(exitCode.usage);
    }
    const code = exitCodeOf(error);
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${code === exitCode.bug ? (stack ?? message) : message}\n`);
    process.exit(code);
  }
}

/** The same promise, given up with `Unavailable` when Kafka does not let it come true in time. */
export async function reached<T>(promise: Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const late = pause(REACH_WITHIN_MS, undefined, { signal: giveUp.signal, ref: true }).then(() => {
    throw new Unavailable('kafka', `no answer in ${REACH_WITHIN_MS / 1_000} seconds`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    giveUp.abort();
    late.catch(() => undefined);
    // Given up here, it may still fail later, and nobody else listens.
    promise.catch(() => undefined);
  }
}
