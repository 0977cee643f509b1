import type { JudgedRow } from './report.ts';
import { shown } from './report.ts';

const HEAD = ['row', 'figure', 'spread', 'floor', 'target', 'stretch', 'verdict', 'what'] as const;

/** The rows for people. */
export function tableOf(rows: readonly JudgedRow[]): string {
  const lines = rows.flatMap(({ id, goal, parts }): string[][] => {
    if (parts.length === 0) return [[id, '–', '', '', '', '', 'no figure', goal.what]];
    return parts.map(({ part, figure, floor, target, stretch, verdict }) => [
      part === '' ? id : `${id} ${part}`,
      `${shown(figure.median)} ${goal.unit}`,
      figure.samples.length === 1 ? '' : `${shown(figure.least)} … ${shown(figure.most)}`,
      ...[floor, target, stretch].map(shown),
      verdict,
      goal.what,
    ]);
  });
  const all = [[...HEAD], ...lines];
  const widths = HEAD.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const asText = (line: readonly string[]) =>
    line
      .map((cell, column) =>
        column > 0 && column < 6 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const notes = rows.flatMap(({ id, notes: said }) => said.map((note) => `${id}: ${note}`));
  return [...all.map(asText), '', ...notes].join('\n');
}
