/**
 * Measures the goals of speed, cost and scale: `npm run bench`. Everything it needs it starts itself, and ends it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { StackUnavailable } from '@stamkunde/sandbox';
import { nodeFlags } from './contenders/child.ts';
import { goals } from './goals.ts';
import { type Ground, openGround } from './ground.ts';
import { type Options, readOptions, usage } from './options.ts';
import { profileOurs } from './profile/profile-ours.ts';
import { changesBetween, comparisonOf } from './report/compare.ts';
import { type JsonReport, jsonOf } from './report/json.ts';
import { machineOf } from './report/machine.ts';
import { plotOf } from './report/plot.ts';
import { type JudgedRow, judged } from './report/report.ts';
import { tableOf } from './report/table.ts';
import { openDuels } from './rows/duels.ts';
import { type Bench, noFigure } from './rows/row.ts';
import { rows } from './rows/rows.ts';
import { openWorks } from './work/works.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  if ('fault' in options) {
    console.error(`${options.fault}\n\n${usage}`);
    return 64;
  }
  let ground: Ground;
  try {
    ground = await openGround(options, (line) => console.error(line));
  } catch (error) {
    if (!(error instanceof StackUnavailable)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
  try {
    const works = await openWorks(ground);
    const bench: Bench = { ground, works, duels: openDuels(ground, works) };
    if (options.profile) return await profileOurs(bench);
    return report(await measuredRows(bench), ground, works.origin);
  } finally {
    await ground.close();
  }
}

async function measuredRows(bench: Bench): Promise<JudgedRow[]> {
  const measured: JudgedRow[] = [];
  const { only } = bench.ground.options;
  for (const id of Object.keys(goals).filter((one) =>
    only.includes(one as never),
  ) as (keyof typeof goals)[]) {
    bench.ground.tell(`— ${id}: ${goals[id].what}`);
    const row = await rows[id](bench).catch((error: unknown) =>
      noFigure(error instanceof Error ? error.message : String(error)),
    );
    measured.push(judged({ id, ...row }));
  }
  return measured;
}

/** Prints and writes what was measured; 1 when something misses its floor or became slower. */
function report(measured: readonly JudgedRow[], ground: Ground, origin: string): number {
  const { options, stack } = ground;
  const machine = machineOf(stack);
  const settings = settingsOf(options, origin);
  const json = jsonOf(measured, machine, new Date(), settings);
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}`,
  );
  console.log(`${machine.kafka}; ${machine.mongo}`);
  console.log(
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  );
  console.log(`\n${tableOf(measured)}`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(json, undefined, 2)}\n`);
  if (options.svg !== undefined) {
    const caption = `${machine.cpu}, ${machine.cores} cores, ${json.date.slice(0, 10)}, ${options.facts.toLocaleString('en')} facts`;
    writeFileSync(options.svg, plotOf(measured, caption));
  }
  let failed = measured.some(({ verdict }) => verdict === 'missed');
  if (options.compare !== undefined) {
    const before = JSON.parse(readFileSync(options.compare, 'utf8')) as JsonReport;
    const changes = changesBetween(before, json);
    console.log(`\n${comparisonOf(changes, before)}`);
    failed ||= changes.some(({ slower }) => slower);
  }
  return failed ? 1 : 0;
}

function settingsOf(options: Options, origin: string): Record<string, unknown> {
  const { reps, facts, everydayFacts, partitions, seed } = options;
  return { facts, reps, everydayFacts, partitions, seed, node: nodeFlags.join(' '), origin };
}
