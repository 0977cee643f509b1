import type { Pass } from '../measure/pass.ts';
import { type Figure, figureOf, ratioOf } from '../measure/samples.ts';
import { totalOf } from '../measure/usage.ts';
import type { Bench, Measure, Measured } from './row.ts';
import { noFigure } from './row.ts';

const speeds = (passes: readonly Pass[]): number[] => passes.map(({ factsPerSecond }) => factsPerSecond);

const shown = (value: number): string => Math.round(value).toLocaleString('en');

/** T1, T5: how many times the everyday way. */
export const againstEveryday =
  (work: 'w1' | 'w2'): Measure =>
  async ({ duels }) => {
    const { ours } = await duels.of(work);
    const everyday = await duels.everyday(work);
    const mine = figureOf(speeds(ours));
    const figure = figureOf(speeds(ours).map((speed) => speed / everyday.factsPerSecond));
    return {
      measured: [{ part: '', figure }],
      notes: [
        `${shown(mine.median)} facts/s against ${shown(everyday.factsPerSecond)} of the everyday way on its first ${shown(everyday.facts)}`,
      ],
    };
  };

/** T2: how many times the plain loop. */
export const againstPlain: Measure = (bench) =>
  bothWorks(bench, (ours, plain) => ({
    figure: ratioOf(speeds(ours), speeds(plain)),
    note: `${shown(figureOf(speeds(ours)).median)} facts/s against ${shown(figureOf(speeds(plain)).median)}`,
  }));

/** T3: CPU of everybody, against the same with the plain loop. */
export const costAgainstPlain: Measure = (bench) =>
  bothWorks(bench, (ours, plain) => {
    const [mine, theirs] = [costs(ours), costs(plain)];
    if (mine === undefined || theirs === undefined) return undefined;
    return { figure: ratioOf(mine, theirs), note: `µs a fact: ${shares(ours)} against ${shares(plain)}` };
  });

/** T6: CPU of the service alone. */
export const serviceCost: Measure = (bench) =>
  bothWorks(bench, (ours, plain) => {
    const [mine, theirs] = [clientCosts(ours), clientCosts(plain)];
    if (mine === undefined || theirs === undefined) return undefined;
    return { figure: figureOf(mine), baseline: figureOf(theirs).median, note: '' };
  });

/** L4: how late the event loop gets. */
export const loopDelay: Measure = (bench) =>
  bothWorks(bench, (ours) => {
    const delays = defined(ours.map(({ loopDelayMs }) => loopDelayMs));
    return delays === undefined ? undefined : { figure: figureOf(delays), note: '' };
  });

/** M1: the most memory the process ever had. */
export const peakMemory: Measure = (bench) =>
  bothWorks(bench, (ours, plain) => {
    const [mine, theirs] = [ours, plain].map((passes) => defined(passes.map(({ peakRssMb }) => peakRssMb)));
    if (mine === undefined || theirs === undefined) return undefined;
    return { figure: figureOf(mine), baseline: figureOf(theirs).median, note: '' };
  });

interface Compared {
  readonly figure: Figure;
  readonly baseline?: number;
  readonly note: string;
}

async function bothWorks(
  { duels }: Bench,
  compare: (ours: readonly Pass[], plain: readonly Pass[]) => Compared | undefined,
): ReturnType<Measure> {
  const measured: Measured[] = [];
  const notes: string[] = [];
  for (const work of ['w1', 'w2'] as const) {
    const { ours, plain } = await duels.of(work);
    const compared = compare(ours, plain);
    if (compared === undefined) return noFigure('the system does not tell what a process uses');
    const { note, ...figures } = compared;
    measured.push({ part: work.toUpperCase(), ...figures });
    if (note !== '') notes.push(`${work.toUpperCase()} ${note}`);
  }
  return { measured, notes };
}

/** CPU of all processes in µs per fact. */
function costs(passes: readonly Pass[]): number[] | undefined {
  return defined(passes.map(({ cpu, facts }) => perFact(totalOf(cpu), facts)));
}

function clientCosts(passes: readonly Pass[]): number[] | undefined {
  return defined(passes.map(({ cpu, facts }) => perFact(cpu.client, facts)));
}

function perFact(seconds: number | undefined, facts: number): number | undefined {
  return seconds === undefined ? undefined : (seconds / facts) * 1e6;
}

function defined(values: readonly (number | undefined)[]): number[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

function shares(passes: readonly Pass[]): string {
  const share = (of: 'client' | 'broker' | 'mongod') =>
    figureOf(passes.map(({ cpu, facts }) => perFact(cpu[of], facts) ?? Number.NaN)).median.toFixed(1);
  return `${share('client')} client + ${share('broker')} broker + ${share('mongod')} mongod`;
}
