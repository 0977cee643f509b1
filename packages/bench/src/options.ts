import { parseArgs } from 'node:util';
import { type RowId, rowIds } from './goals.ts';

/** What a run was asked for. */
export interface Options {
  readonly only: readonly RowId[];
  /** Repetitions of each measured pass. */
  readonly reps: number;
  /** Facts of W1 and W2, counted from the beginning of the history. */
  readonly facts: number;
  /** Facts the everyday way gets: it would need an hour for all. */
  readonly everydayFacts: number;
  readonly partitions: number;
  readonly seed: number;
  /** Length of the soak. */
  readonly minutes: number;
  /** Messages waiting in the row about a large backlog. */
  readonly backlog: number;
  readonly json: string | undefined;
  readonly svg: string | undefined;
  readonly compare: string | undefined;
  readonly profile: boolean;
}

export const usage = `npm run bench -- [options]

Measures every goal of speed, cost and scale side by side with the baselines on this machine, and prints a table.
  --only T1,T9a     these rows only; ${rowIds.join(' ')}
  --reps N          repetitions, 3
  --facts N         facts of the works W1 and W2, all 540,761; less gives provisional figures quickly
  --everyday N      facts for the everyday way, 20,000
  --partitions N    partitions of every topic, 12
  --seed N          of shuffling and made-up data, 1
  --minutes N       length of the soak (M2), 10
  --backlog N       messages of the large backlog (M3), 10,000,000
  --json FILE       the figures for machines
  --svg FILE        a plot
  --compare FILE    an earlier --json: what became slower, by ratio to the baseline of the same run
  --profile         CPU profiles of order-aggregator on W1 and W2, and what costs most
M2 and M3 take long and run when --only names them.
Ends with 0 when every figure reaches its floor, 1 when one does not or became slower, 64 for wrong arguments, 69 when
Kafka, MongoDB or a registry cannot be had.
`;

/** What is asked for, or what is wrong with asking so. */
export function readOptions(args: readonly string[]): Options | { readonly fault: string } | 'help' {
  let values: Record<string, string | boolean | undefined>;
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({
      args: [...args],
      options: {
        ...{ only: text, reps: text, facts: text, everyday: text, partitions: text, seed: text },
        ...{ minutes: text, backlog: text, json: text, svg: text, compare: text },
        profile: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
  if (values['help'] === true) return 'help';
  const faults: string[] = [];
  const whole = (name: string, otherwise: number): number => {
    const given = values[name];
    if (given === undefined) return otherwise;
    const number = Number(String(given).replaceAll(/[_,]/g, ''));
    if (!Number.isSafeInteger(number) || number < 1) faults.push(`--${name} is not a whole number from 1`);
    return number;
  };
  const asked = values['only'] === undefined ? undefined : String(values['only']).split(',');
  const unknown = asked?.filter((id) => !(rowIds as readonly string[]).includes(id)) ?? [];
  if (unknown.length > 0) faults.push(`there is no row ${unknown.join(', ')}; ${rowIds.join(' ')}`);
  const file = (name: string) => (values[name] === undefined ? undefined : String(values[name]));
  const options: Options = {
    only: (asked ?? rowIds.filter((id) => id !== 'M2' && id !== 'M3')) as readonly RowId[],
    reps: whole('reps', 3),
    facts: whole('facts', 540_761),
    everydayFacts: whole('everyday', 20_000),
    partitions: whole('partitions', 12),
    seed: whole('seed', 1),
    minutes: whole('minutes', 10),
    backlog: whole('backlog', 10_000_000),
    json: file('json'),
    svg: file('svg'),
    compare: file('compare'),
    profile: values['profile'] === true,
  };
  return faults.length === 0 ? options : { fault: faults.join('\n') };
}
