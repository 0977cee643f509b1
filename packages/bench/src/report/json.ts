import type { Verdict } from '../goals.ts';
import type { Machine } from './machine.ts';
import { type JudgedRow, worstOf } from './report.ts';

/** The figures for machines. */
export interface JsonReport {
  readonly machine: Machine;
  /** ISO 8601. */
  readonly date: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rows: readonly JsonRow[];
}

/** Figures of a row are those of its worst part; `detail.parts` has all. */
export interface JsonRow {
  readonly id: string;
  readonly value: number | null;
  readonly unit: string;
  readonly spread: readonly [least: number, most: number] | null;
  readonly floor: number | null;
  readonly target: number | null;
  readonly stretch: number | null;
  readonly verdict: Verdict | 'no figure';
  readonly detail: {
    readonly what: string;
    readonly better: 'more' | 'less';
    readonly part: string | null;
    readonly parts: readonly JsonPart[];
    readonly notes: readonly string[];
  };
}

export interface JsonPart {
  readonly part: string;
  readonly value: number;
  readonly samples: readonly number[];
  /** The same figure of the plain loop in the same run; null for ratios. */
  readonly baseline: number | null;
  readonly floor: number;
  readonly target: number;
  readonly stretch: number;
  readonly verdict: Verdict;
}

export function jsonOf(
  rows: readonly JudgedRow[],
  machine: Machine,
  date: Date,
  settings: Readonly<Record<string, unknown>>,
): JsonReport {
  return { machine, date: date.toISOString(), settings, rows: rows.map(jsonRow) };
}

function jsonRow(row: JudgedRow): JsonRow {
  const { id, goal, parts, notes, verdict } = row;
  const worst = worstOf(row);
  return {
    id,
    value: worst?.figure.median ?? null,
    unit: goal.unit,
    spread: worst === undefined ? null : [worst.figure.least, worst.figure.most],
    floor: worst?.floor ?? null,
    target: worst?.target ?? null,
    stretch: worst?.stretch ?? null,
    verdict: verdict ?? 'no figure',
    detail: {
      what: goal.what,
      better: goal.better,
      part: worst?.part ?? null,
      parts: parts.map(({ part, figure, baseline, floor, target, stretch, verdict: reached }) => ({
        part,
        value: figure.median,
        samples: figure.samples,
        baseline: baseline ?? null,
        floor,
        target,
        stretch,
        verdict: reached,
      })),
      notes,
    },
  };
}
