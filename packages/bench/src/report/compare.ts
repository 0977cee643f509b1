import type { JsonPart, JsonReport, JsonRow } from './json.ts';
import { shown } from './report.ts';

/** How a figure has changed between two runs. */
export interface Change {
  /** `T2 W1`. */
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** How many times worse; below 1 is better. */
  readonly worse: number;
  readonly slower: boolean;
}

/** Less than this is the weather. */
const NOISE = 1.1;

/**
 * What became slower since an earlier report. Figures that are no ratio are held against the plain loop of their own
 * run, so that a slower machine is not taken for a slower service. Slower means by more than a tenth, and by more than
 * the samples of either run spread.
 */
export function changesBetween(before: JsonReport, after: JsonReport): readonly Change[] {
  return after.rows.flatMap((row) => {
    const earlier = before.rows.find(({ id }) => id === row.id);
    return earlier === undefined
      ? []
      : row.detail.parts.flatMap((part) => changeOf(row, earlier, part) ?? []);
  });
}

function changeOf({ id, detail }: JsonRow, earlier: JsonRow, now: JsonPart): Change | undefined {
  const then = earlier.detail.parts.find(({ part }) => part === now.part);
  if (then === undefined) return undefined;
  const comparable = now.baseline !== null && then.baseline !== null;
  const relative = ({ value, baseline }: JsonPart) => (comparable ? value / (baseline ?? 1) : value);
  const [before, after] = [relative(then), relative(now)];
  const worse = detail.better === 'more' ? before / after : after / before;
  const slower = worse > Math.max(NOISE, spreadOf(then), spreadOf(now));
  return { name: now.part === '' ? id : `${id} ${now.part}`, before, after, worse, slower };
}

/** Greatest sample by least, tempered: two samples at the ends say little about the median. */
function spreadOf({ samples }: JsonPart): number {
  return Math.sqrt(Math.max(...samples) / Math.min(...samples));
}

export function comparisonOf(changes: readonly Change[], before: JsonReport): string {
  const width = Math.max(0, ...changes.map(({ name }) => name.length));
  return [
    `since ${before.date} (${before.machine.cpu}, ${before.machine.cores} cores), by ratio to the plain loop where a figure is none itself:`,
    ...changes.map(({ name, before: then, after: now, worse, slower }) => {
      const verdict = slower
        ? `SLOWER by ${Math.round((worse - 1) * 100)} %`
        : worse < 1 / NOISE
          ? 'faster'
          : 'as before';
      return `${name.padEnd(width)}  ${shown(then).padStart(8)} → ${shown(now).padStart(8)}  ${verdict}`;
    }),
  ].join('\n');
}
