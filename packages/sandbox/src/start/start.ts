import { readArguments, runCommand, wholeNumber } from '../command/run-command.ts';
import { runOnce } from './run-once.ts';
import { runStart } from './run-start.ts';

const usage = `npm start [-- --once] [--port N] [--seed N]

Everything on this machine: Kafka, MongoDB, schema registry, services, demo traffic, and a live page. Ctrl-C ends it and
leaves no process and no data behind.
  --once    tells the story and some traffic, verifies the result against an independent fold, and ends: 0 or 1
  --port N  port of the live page; 7780, or a free one when that is taken
  --seed N  what the ticket office does`;

const portMost = 65_535;

await runCommand(usage, async (stopping) => {
  const { values } = readArguments({
    args: process.argv.slice(2),
    options: {
      once: { type: 'boolean', default: false },
      port: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const seed = wholeNumber('seed', values.seed) ?? 1;
  const port = wholeNumber('port', values.port, 0, portMost);
  return values.once ? runOnce({ seed, stopping }) : runStart({ seed, port, stopping });
});
