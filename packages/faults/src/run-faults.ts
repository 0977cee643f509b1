import { type Stack, startStack, type Watchdog } from '@stamkunde/sandbox';
import type { Fault } from './fault.ts';
import { putFault } from './put-fault.ts';
import type { Row } from './report.ts';

export interface RunOptions {
  readonly seed: number;
  /** Faults put at a time. Those that harm the stack have one of their own and go one by one. */
  readonly jobs: number;
  readonly long: boolean;
  readonly minutes?: number | undefined;
  readonly logFolder: string;
  readonly watchdog: Watchdog;
  readonly stopping: AbortSignal;
  readonly say: (text: string) => void;
  readonly onRow: (row: Row) => void;
}

/** Puts all of these faults and returns what came of each, in their order. */
export async function runFaults(faults: readonly Fault[], options: RunOptions): Promise<readonly Row[]> {
  const harmful = faults.filter(({ harmsStack }) => harmsStack);
  const harmless = faults.filter(({ harmsStack }) => !harmsStack);
  const rows = new Map<Fault, Row>();
  const queues =
    options.jobs === 1
      ? [{ faults, jobs: 1 }]
      : [
          { faults: harmful, jobs: 1 },
          { faults: harmless, jobs: harmful.length === 0 ? options.jobs : options.jobs - 1 },
        ];
  await Promise.all(queues.map((queue) => runQueue([...queue.faults], queue.jobs, options, rows)));
  return faults.flatMap((fault) => rows.get(fault) ?? []);
}

async function runQueue(
  waiting: Fault[],
  jobs: number,
  options: RunOptions,
  rows: Map<Fault, Row>,
): Promise<void> {
  if (waiting.length === 0) return;
  const stack = await startStack();
  const work = async () => {
    for (
      let fault = waiting.shift();
      fault !== undefined && !options.stopping.aborted;
      fault = waiting.shift()
    ) {
      rows.set(fault, await runOne(fault, stack, options));
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, work));
  await stack.stop();
}

async function runOne(fault: Fault, stack: Stack, options: RunOptions): Promise<Row> {
  const { id, what } = fault;
  const say = (text: string) => options.say(`${id}: ${text}`);
  say(what);
  const row = await putFault(fault, { ...options, stack, say });
  options.onRow(row);
  // Whatever a fault has left behind, the next one finds everything in place.
  for (const part of [stack.kafka, stack.mongo, stack.registry]) {
    if (part.kind === 'own' && part.pid === undefined) await part.start();
    else if (part.kind === 'own') await part.resume();
  }
  return row;
}
