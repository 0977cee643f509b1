import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** One row of the table. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/** Runs `npm run check:NAME` with its output shown. A check that cannot be started has failed. */
function run(name: string): CheckResult {
  console.log(`\n── ${name}`);
  const begin = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', `check:${name}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  return { name, passed: status === 0, seconds: (performance.now() - begin) / 1000 };
}

function tableOf(results: readonly CheckResult[]): string {
  const rows = results.map(
    ({ name, passed, seconds }) =>
      `${name.padEnd(12)}${seconds.toFixed(1).padStart(8)}   ${passed ? 'passed' : 'FAILED'}`,
  );
  return [`\n${'check'.padEnd(12)} seconds`, ...rows].join('\n');
}

/** Every script `check:NAME` of the root's package.json is a check; a new one needs nothing else. */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const known = Object.keys(scripts).flatMap((script) => /^check:(.+)$/.exec(script)?.[1] ?? []);
const usage = `usage: npm run check [-- [--json FILE] NAME…]

Runs the checks that are named, all of them without a name: ${known.join(', ')}.
  --json FILE  writes what came of each as JSON
Exit code: 0 when all have passed, 1 when one has not.`;
const { values, positionals } = asked();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) refuse(`There is no check ${unknown.join(', ')}.`);
const results = known.filter((name) => positionals.length === 0 || positionals.includes(name)).map(run);
console.log(tableOf(results));
if (values.json) writeFileSync(values.json, JSON.stringify(results));
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;

function asked() {
  try {
    const options = { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(fault: string): never {
  console.error(`${fault}\n\n${usage}`);
  process.exit(64);
}
