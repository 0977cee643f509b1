import { type Difference, tableOf } from '@stamkunde/sandbox';

/** What came of one fault. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly times: number;
  readonly facts: number;
  /** Orders, buyers and newest snapshots that are missing, or hold less than the facts say. */
  readonly lost: number;
  /** Those that hold more than the facts say, or that nothing speaks for. */
  readonly doubled: number;
  /** Other differences found by the oracle. */
  readonly wrong: number;
  readonly longestStandstillMs: number;
  /** The longest of them; undefined when nothing was lifted. */
  readonly recoveryMs: number | undefined;
  readonly seconds: number;
  readonly seed: number;
  /** Whatever did not hold, in sentences; empty when all is well. */
  readonly broken: readonly string[];
  /** Bounds of time and memory that were not kept, in sentences. */
  readonly exceeded: readonly string[];
  readonly notes: readonly string[];
}

export function passed({ broken, exceeded }: Row): boolean {
  return broken.length === 0 && exceeded.length === 0;
}

/** Nothing is wrong, but something took too long or too much: on a busy machine it may be the machine. */
export function verdictOf(row: Row): 'passed' | 'exceeded' | 'FAILED' {
  if (passed(row)) return 'passed';
  return row.broken.length === 0 ? 'exceeded' : 'FAILED';
}

/** How many values hold too little, too much, or something else than they must. */
export function tally(differences: readonly Difference[]): Pick<Row, 'lost' | 'doubled' | 'wrong'> {
  const sums = { lost: 0, doubled: 0, wrong: 0 };
  const values = Map.groupBy(differences, ({ point, place, key }) => `${point} ${place} ${key}`);
  for (const found of values.values()) sums[directionOf(found)]++;
  return sums;
}

function directionOf(found: readonly Difference[]): 'lost' | 'doubled' | 'wrong' {
  for (const { point, field, expected, actual } of found) {
    if (point !== 'document' && point !== 'snapshot') continue;
    if (field === '') return actual === 'nothing' ? 'lost' : 'doubled';
    if (field === 'productCount' || field === 'orderCount')
      return Number(actual) < Number(expected) ? 'lost' : 'doubled';
  }
  return 'wrong';
}

/** A difference in one line. */
export function sentenceOf({ point, place, key, field, expected, actual }: Difference): string {
  const where = field === '' ? key : `${key} ${field}`;
  return `${point}, ${place} ${where}: expected ${expected}, found ${actual}`;
}

const shownMax = 20;

export function reportOf(rows: readonly Row[]): string {
  const table = tableOf(
    [
      'fault',
      'what',
      'times',
      'facts',
      'lost',
      'doubled',
      'longest standstill',
      'recovery',
      'seconds',
      'verdict',
    ],
    rows.map((row) => [
      row.id,
      row.what,
      row.times,
      row.facts,
      row.lost,
      row.doubled,
      secondsOf(row.longestStandstillMs),
      row.recoveryMs === undefined ? '' : secondsOf(row.recoveryMs),
      secondsOf(row.seconds * 1_000),
      verdictOf(row),
    ]),
  );
  const details = rows.flatMap(({ id, what, notes, broken, exceeded, seed }) => [
    ...notes.map((note) => `${id}: ${note}`),
    ...exceeded.map((bound) => `${id} exceeded: ${bound}`),
    ...(broken.length === 0 ? [] : [`${id} ${what}, seed ${seed}:`, ...shown(broken)]),
  ]);
  return [table, ...(details.length === 0 ? [] : ['', ...details])].join('\n');
}

function shown(broken: readonly string[]): string[] {
  const more = broken.length - shownMax;
  return [...broken.slice(0, shownMax).map((one) => `  ${one}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function secondsOf(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
