import { type Measure, noFigure } from './row.ts';

export const httpIngest: Measure = async () => noFigure('not measured yet');
