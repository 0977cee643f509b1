import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { count, tableOf } from '../command/print-table.ts';
import { readArguments, runCommand, UsageFault, wholeNumber } from '../command/run-command.ts';
import { comparable } from './compare-members.ts';
import { readExpected } from './expected-members.ts';
import { type Replayed, runReplay } from './run-replay.ts';

const usage = `npm run replay -- --input FILE.csv[.gz] [--expect FILE.csv[.gz]] [--shuffle SEED] [--duplicate RATE] [--json OUT]

Drives a file of order lines through Kafka, order-aggregator and MongoDB, waits for the end, and compares every member.
  --input FILE      order lines, CSV, plain or gzip
  --expect FILE     the right answer, one member a row; without it an independent fold of what was sent is the measure
  --shuffle SEED    lets the facts arrive in another order, the same one for the same seed
  --duplicate RATE  lets this share of the facts arrive twice: 0.2 is every fifth
  --site SITE       the site the file belongs to, "replay" if nothing is said
  --net             prices are without tax; they count as gross otherwise
  --json OUT        writes the result as JSON
Exit code: 0 when all is equal, 1 when something differs or nothing was compared.`;

const shownMax = 20;

await runCommand(usage, async (stopping) => {
  const { values } = readArguments({
    args: process.argv.slice(2),
    options: {
      input: { type: 'string' },
      expect: { type: 'string' },
      shuffle: { type: 'string' },
      duplicate: { type: 'string' },
      site: { type: 'string', default: 'replay' },
      net: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const input = fileNamed('input', values.input);
  if (input === undefined) throw new UsageFault('--input names the file to replay');
  if (!/^[a-z0-9-]{1,64}$/.test(values.site))
    throw new UsageFault('--site takes 1 to 64 lower-case letters, digits or hyphens');
  // Before anything is started: a wrong file should be told at once.
  const expected = await expectation(fileNamed('expect', values.expect), values.site);
  try {
    const replayed = await runReplay({
      input,
      expected,
      siteId: values.site,
      basis: values.net ? 'net' : 'gross',
      shuffle: wholeNumber('shuffle', values.shuffle),
      duplicate: rate(values.duplicate),
      stopping,
    });
    report(replayed);
    if (values.json !== undefined)
      writeFileSync(fromHere(values.json), `${JSON.stringify(inFigures(replayed), null, 2)}\n`);
    return replayed.verdict === 'equal' ? 0 : 1;
  } catch (error) {
    if (stopping.aborted) return 130;
    throw error;
  }
});

function report(replayed: Replayed): void {
  const { members, equal, differ, missing, unexpected, differences, facts, verdict } = replayed;
  const { refusedRows, refusedExamples, refusals } = replayed;
  for (const { line, field, detail } of refusedExamples) {
    console.log(`line ${line} refused: ${`${field} ${detail}`.trim()}`);
  }
  const more = refusedRows - refusedExamples.length;
  if (more > 0) console.log(`… and ${count(more)} more rows refused`);
  for (const [reason, times] of Object.entries(refusals)) {
    console.log(`${count(times)} facts refused by order-aggregator: ${reason}`);
  }
  console.log(
    tableOf(
      ['step', 'facts', 'seconds', 'facts/s'],
      [
        [
          'import: file → order-lines',
          facts,
          replayed.importSeconds.toFixed(1),
          facts / replayed.importSeconds,
        ],
        ['import and fold: file → totals', facts, replayed.seconds.toFixed(1), replayed.factsPerSecond],
      ],
    ),
  );
  if (differences.length > 0) {
    const rows = differences
      .slice(0, shownMax)
      .map((one) => [one.member, one.field, one.expected, one.actual]);
    console.log(`\n${tableOf(['member', 'field', 'expected', 'actual'], rows)}`);
    if (differences.length > shownMax)
      console.log(`… and ${count(differences.length - shownMax)} more differences`);
  }
  const parts = [
    ...(verdict === 'nothing compared' ? [`${count(facts)} facts folded`] : []),
    `${count(members)} members`,
    `${count(equal)} equal`,
    `${count(differ)} differ`,
    ...(missing > 0 ? [`${count(missing)} missing`] : []),
    ...(unexpected > 0 ? [`${count(unexpected)} unexpected`] : []),
    ...(refusedRows > 0 ? [`${count(refusedRows)} rows refused`] : []),
  ];
  console.log(`\n${verdict.toUpperCase()}: ${parts.join(', ')} (compared with ${replayed.measure})`);
}

function inFigures({
  verdict: _verdict,
  measure: _measure,
  refusedExamples: _examples,
  ...figures
}: Replayed): object {
  return figures;
}

async function expectation(file: string | undefined, siteId: string) {
  if (file === undefined) return undefined;
  const { members, unknownColumns } = await readExpected(file, siteId);
  if (unknownColumns.length > 0) {
    console.error(
      `${file}: nothing is compared with ${unknownColumns.join(', ')}; known are ${comparable.join(', ')}`,
    );
  }
  return { file, members };
}

function fileNamed(option: string, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const path = fromHere(name);
  if (!existsSync(path)) throw new UsageFault(`--${option}: there is no file ${name}`);
  return path;
}

/** npm runs its scripts in the root of the repository; names are meant from where the person stands. */
function fromHere(name: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), name);
}

function rate(text = '0'): number {
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (Number.isFinite(share) && share >= 0 && text.trim() !== '') return share;
  throw new UsageFault(`--duplicate takes a share such as 0.2, not ${text}`);
}
