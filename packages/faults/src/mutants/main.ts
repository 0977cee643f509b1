// Takes one protection out of the system at a time, puts the faults it protects from, and tells which of them noticed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readArguments,
  repositoryRoot,
  runCommand,
  tableOf,
  UsageFault,
  wholeNumber,
} from '@stamkunde/sandbox';
import { type Row, verdictOf } from '../report.ts';
import { everyMutant, type Mutant } from './every-mutant.ts';
import { mutatedTree } from './mutated-tree.ts';

const usage = `usage: npm run mutants -- [options]
  --only ID,ID    these mutants; without it all of them, and at the end their faults with nothing taken out
  --jobs N        mutants at a time, 2 unless said otherwise; each has a stack of its own
  --json FILE     writes the result for machines
  --list          tells which mutants there are`;

interface Verdict {
  readonly mutant: string;
  readonly without: string;
  /** The faults that failed. */
  readonly caughtBy: readonly string[];
  readonly said: string;
  readonly seconds: number;
}

await runCommand(usage, async (stopping) => {
  const { values } = readArguments({
    options: {
      only: { type: 'string' },
      jobs: { type: 'string' },
      json: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    for (const { id, without } of everyMutant) console.log(`${id.padEnd(26)} not: ${without}`);
    return 0;
  }
  const began = performance.now();
  const mutants = chosen(values.only);
  const waiting = [...mutants];
  const verdicts = new Map<Mutant, Verdict>();
  const work = async () => {
    for (let mutant = waiting.shift(); mutant && !stopping.aborted; mutant = waiting.shift()) {
      console.error(`${mutant.id}: without this: ${mutant.without}`);
      const verdict = await verdictOn(mutant, stopping);
      verdicts.set(mutant, verdict);
      console.error(`${mutant.id}: ${verdict.caughtBy.length > 0 ? 'caught' : 'SURVIVED'}`);
    }
  };
  await Promise.all(Array.from({ length: wholeNumber('jobs', values.jobs, 1) ?? 2 }, work));
  stopping.throwIfAborted();
  const rows = mutants.flatMap((mutant) => verdicts.get(mutant) ?? []);
  const control = values.only === undefined ? await failing(repositoryRoot, allFaults(), stopping) : [];
  console.log(`\n${reportOn(rows, control)}\n\n${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ rows, control }, null, 2)}\n`);
  return rows.every(({ caughtBy }) => caughtBy.length > 0) && control.length === 0 ? 0 : 1;
});

function chosen(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return everyMutant;
  const ids = only.split(',').map((id) => id.trim());
  const unknown = ids.filter((id) => everyMutant.every((mutant) => mutant.id !== id));
  if (unknown.length > 0)
    throw new UsageFault(`there is no mutant ${unknown.join(', ')}; --list tells which there are`);
  return everyMutant.filter(({ id }) => ids.includes(id));
}

function allFaults(): readonly string[] {
  return [...new Set(everyMutant.flatMap(({ faults }) => faults))];
}

async function verdictOn(mutant: Mutant, stopping: AbortSignal): Promise<Verdict> {
  const began = performance.now();
  const tree = mutatedTree(repositoryRoot, mutant);
  try {
    const failed = await failing(tree, mutant.faults, stopping);
    return {
      mutant: mutant.id,
      without: mutant.without,
      caughtBy: failed.map(({ id }) => id),
      said: failed[0]?.broken.find((sentence) => !isMark(sentence))?.split('\n')[0] ?? '',
      seconds: (performance.now() - began) / 1_000,
    };
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** A moment of the day before it: what was done to the system, told beside what broke. */
function isMark(sentence: string): boolean {
  return /^\d\d:\d\d:\d\d/.test(sentence);
}

/** Puts faults on the system as it stands in a folder; those that found something wrong, not merely slow. */
async function failing(
  tree: string,
  faults: readonly string[],
  stopping: AbortSignal,
): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stamkunde-mutants-'));
  const json = join(folder, 'result.json');
  try {
    const program = join(tree, 'packages', 'faults', 'dist', 'main.js');
    const child = spawn(
      process.execPath,
      [
        ...process.execArgv,
        program,
        '--only',
        faults.join(','),
        '--jobs',
        '1',
        '--json',
        json,
        '--logs',
        folder,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-4_000);
    });
    const end = () => child.kill('SIGINT');
    stopping.addEventListener('abort', end);
    const [code] = await once(child, 'exit');
    stopping.removeEventListener('abort', end);
    stopping.throwIfAborted();
    if (code !== 0 && code !== 1)
      throw new Error(`the faults could not be put (exit code ${code}):\n${said}`);
    const { rows } = JSON.parse(readFileSync(json, 'utf8')) as { rows: readonly Row[] };
    return rows.filter((row) => verdictOf(row) === 'FAILED');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function reportOn(rows: readonly Verdict[], control: readonly Row[]): string {
  const table = tableOf(
    ['mutant', 'what is no longer done', 'caught by', 'seconds', 'because'],
    rows.map(({ mutant, without, caughtBy, seconds, said }) => [
      mutant,
      without,
      caughtBy.join(', ') || 'NOBODY',
      seconds.toFixed(0),
      said.slice(0, 90),
    ]),
  );
  if (control.length === 0) return table;
  const failed = control.map(({ id }) => id).join(', ');
  return `${table}\n\nWith nothing taken out these fail, too, so what they caught means nothing: ${failed}`;
}
