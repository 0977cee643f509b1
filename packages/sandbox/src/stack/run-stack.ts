// Keeps one stack up until Ctrl-C, and prints the lines that let other programs of this clone use it: repeated runs
// of Jest then start at once.
import { externalVariables } from './find-offers.ts';
import { StackUnavailable } from './stack-unavailable.ts';
import { startStack } from './start-stack.ts';

try {
  const stack = await startStack();
  for (const { origin, pid } of [stack.kafka, stack.mongo, stack.registry]) {
    console.log(`# ${origin}${pid === undefined ? '' : `, process ${pid}`}`);
  }
  console.log(`export ${externalVariables.kafka}='${stack.brokers.join(',')}'`);
  console.log(`export ${externalVariables.mongo}='${stack.mongoUri}'`);
  console.log(`export ${externalVariables.registry}='${stack.registryUrl}'`);
  const running = setInterval(() => {}, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      clearInterval(running);
      void stack.stop();
    });
  }
} catch (error) {
  if (!(error instanceof StackUnavailable)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
