import type { RowId } from '../goals.ts';
import type { Ground } from '../ground.ts';
import type { Figure } from '../measure/samples.ts';
import type { Works } from '../work/works.ts';
import type { Duels } from './duels.ts';

/** One figure of a row. */
export interface Measured {
  /** Name of the part among the row's goals; '' where there is only one. */
  readonly part: string;
  readonly figure: Figure;
  /**
   * The same figure of the plain loop in the same run, for figures that are no ratio already: with it, runs of another
   * day or machine can be compared.
   */
  readonly baseline?: number | undefined;
}

export interface Row {
  readonly id: RowId;
  readonly measured: readonly Measured[];
  /** What else is worth knowing, in words; why there is no figure, if there is none. */
  readonly notes: readonly string[];
}

export interface Bench {
  readonly ground: Ground;
  readonly works: Works;
  readonly duels: Duels;
}

/** Measures one row. Throws when something ends wrong: then there is no figure. */
export type Measure = (bench: Bench) => Promise<Omit<Row, 'id'>>;

export const noFigure = (why: string): Omit<Row, 'id'> => ({ measured: [], notes: [why] });
