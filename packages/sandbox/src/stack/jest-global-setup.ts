import { begin } from '../bootstrap/progress.mjs';
import { externalVariables } from './find-offers.ts';
import { StackUnavailable } from './stack-unavailable.ts';
import { type Stack, startStack } from './start-stack.ts';

/**
 * Starts the stack once for a whole run of Jest and tells the workers, in the same variables by which a person names
 * servers of their own: with all three of them set, those are used. `STAMKUNDE_STACK=none` starts nothing, for a
 * quick look at specs that need no stack; those that do then fail.
 */
export default async function startStackForJest(): Promise<void> {
  if (process.env['STAMKUNDE_STACK'] === 'none') return;
  const done = begin('stack for the tests');
  try {
    const stack = await startStack();
    forTeardown.stack = stack;
    process.env[externalVariables.kafka] = stack.brokers.join(',');
    process.env[externalVariables.mongo] = stack.mongoUri;
    process.env[externalVariables.registry] = stack.registryUrl;
    done(Object.values(stack.origin).join(' · '));
  } catch (error) {
    done('failed');
    if (!(error instanceof StackUnavailable)) throw error;
    // Jest would turn it into a stack trace and exit 1; what is missing is no failed test.
    console.error(error.message);
    process.exit(error.exitCode);
  }
}

/** Jest loads set-up and tear-down separately; the global object is what they share. */
export const forTeardown = globalThis as typeof globalThis & { stack?: Stack };
