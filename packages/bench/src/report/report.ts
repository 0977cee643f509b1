import { type Goal, goals, type RowId, type Thresholds, type Verdict, verdictOf } from '../goals.ts';
import type { Figure } from '../measure/samples.ts';
import type { Row } from '../rows/row.ts';

/** One figure held against its goal. */
export interface JudgedPart extends Thresholds {
  readonly part: string;
  readonly figure: Figure;
  readonly baseline: number | undefined;
  readonly verdict: Verdict;
}

export interface JudgedRow {
  readonly id: RowId;
  readonly goal: Goal;
  readonly parts: readonly JudgedPart[];
  readonly notes: readonly string[];
  /** That of the part that does worst; undefined without a figure. */
  readonly verdict: Verdict | undefined;
}

export function judged({ id, measured, notes }: Row): JudgedRow {
  const goal: Goal = goals[id];
  const parts = measured.map(({ part, figure, baseline }) => {
    const thresholds = goal.parts[part];
    if (thresholds === undefined) throw new Error(`${id} has no goal for ${part}`);
    return {
      part,
      figure,
      baseline,
      ...thresholds,
      verdict: verdictOf(figure.median, goal.better, thresholds),
    };
  });
  return { id, goal, parts, notes, verdict: worstOf({ goal, parts })?.verdict };
}

/** The part farthest from its target. */
export function worstOf({ goal, parts }: Pick<JudgedRow, 'goal' | 'parts'>): JudgedPart | undefined {
  const distance = ({ figure, target }: JudgedPart) =>
    goal.better === 'more' ? target / figure.median : figure.median / target;
  return [...parts].sort((a, b) => distance(b) - distance(a))[0];
}

/** A number with as many digits as anybody reads. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : 2);
}
