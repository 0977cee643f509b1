// Puts the faults of the goals on real processes, a real Kafka and a real MongoDB, and tells what came of each.
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments, runCommand, startWatchdog, UsageFault, wholeNumber } from '@stamkunde/sandbox';
import { everyFault } from './faults/every-fault.ts';
import { passed, reportOf, verdictOf } from './report.ts';
import { runFaults } from './run-faults.ts';

const usage = `usage: npm run faults -- [options]
  --only 7,13     these faults, and those parts of them that have a letter; without it all but the longest
  --seed N        repeats a run: the same facts in the same order, the same moments by chance
  --long          as often and as long as the goals say, and not as short as CI can wait
  --minutes M     how long a fault lasts that lasts for minutes
  --jobs N        faults at a time, 4 unless said otherwise; those that take Kafka or MongoDB away go one by one
  --logs FOLDER   keeps the logs of all processes there
  --json FILE     writes the result for machines
  --list          tells which faults there are`;

await runCommand(usage, async (stopping) => {
  const { values } = readArguments({
    options: {
      only: { type: 'string' },
      seed: { type: 'string' },
      long: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      jobs: { type: 'string' },
      logs: { type: 'string' },
      json: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    for (const { id, what, onDemand } of everyFault)
      console.log(`${id.padEnd(4)} ${what}${onDemand ? ' (on demand)' : ''}`);
    return 0;
  }
  const faults = chosen(values.only);
  const seed = wholeNumber('seed', values.seed) ?? randomInt(1, 1_000_000);
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0))
    throw new UsageFault(`--minutes takes a number above 0, not ${values.minutes}`);
  const logFolder = values.logs ?? mkdtempSync(join(tmpdir(), 'stamkunde-faults-'));
  const watchdog = startWatchdog();
  const began = performance.now();
  const say = (text: string) =>
    console.error(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${text}`);
  console.error(`seed ${seed}, logs in ${logFolder}`);
  const rows = await runFaults(faults, {
    seed,
    jobs: wholeNumber('jobs', values.jobs, 1) ?? 4,
    long: values.long,
    minutes,
    logFolder,
    watchdog,
    stopping,
    say,
    onRow: (row) => say(`${row.id}: ${verdictOf(row)} after ${row.seconds.toFixed(0)} s`),
  });
  await watchdog.end();
  console.log(
    `\n${reportOf(rows)}\n\nseed ${seed}, ${((performance.now() - began) / 60_000).toFixed(1)} minutes`,
  );
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ seed, rows }, null, 2)}\n`);
  const isGood = rows.length === faults.length && rows.every(passed);
  // After a failure the logs are what is looked at first.
  if (isGood && values.logs === undefined) rmSync(logFolder, { recursive: true });
  return isGood ? 0 : 1;
});

function chosen(only: string | undefined) {
  if (only === undefined) return everyFault.filter(({ onDemand }) => !onDemand);
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !everyFault.some(({ id }) => isCalled(id, name)));
  if (unknown.length > 0)
    throw new UsageFault(`there is no fault ${unknown.join(', ')}; --list tells which there are`);
  return everyFault.filter(({ id }) => names.some((name) => isCalled(id, name)));
}

/** `8` means all of 8a, 8b, 8c. */
function isCalled(id: string, name: string): boolean {
  return (
    id.toLowerCase() === name.toLowerCase() || (/^\d+$/.test(name) && id.replace(/[a-z]+$/, '') === name)
  );
}
