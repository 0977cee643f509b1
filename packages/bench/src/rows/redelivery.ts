import { ours } from '../contenders/ours.ts';
import { pass } from '../measure/pass.ts';
import { ratioOf } from '../measure/samples.ts';
import type { Measure } from './row.ts';

/** T8: all of W1 once more, on a store that has seen it, against the first time. */
export const redelivery: Measure = async ({ ground, works }) => {
  const work = await works.get('w1');
  const first: number[] = [];
  const again: number[] = [];
  for (let rep = 0; rep < ground.options.reps; rep++) {
    first.push((await pass(ground, ours, work)).factsPerSecond);
    again.push((await pass(ground, ours, work, { redelivery: true })).factsPerSecond);
  }
  return { measured: [{ part: '', figure: ratioOf(again, first) }], notes: [] };
};
