import { forcedWay } from '../stack/choose-ways.ts';
import { type Stack, type StackOptions, startStack } from '../stack/start-stack.ts';
import { step } from './step.ts';

/** `startStack` for people: says what goes on. Broken off, it leaves what has begun to the watchdog. */
export async function stackStep(stopping: AbortSignal, options: StackOptions = {}): Promise<Stack> {
  // A word that nobody knows is told before anything is said to begin.
  forcedWay(process.env['STAMKUNDE_STACK']);
  return step('starting Kafka, MongoDB and the schema registry', () => startStack(options), stopping);
}
