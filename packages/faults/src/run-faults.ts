import { type Stack, startStack, type Watchdog } from '@stamkunde/sandbox';
import type { Fault } from './fault.ts';
import { putFault } from './put-fault.ts';
import type { Row } from './report.ts';

export interface RunOptions {
  readonly seed: number;
  /** Faults put at a time. Those that take something away go one by one, on a stack of their own. */
  readonly jobs: number;
  readonly long: boolean;
  readonly minutes?: number | undefined;
  readonly logFolder: string;
  readonly watchdog: Watchdog;
  readonly stopping: AbortSignal;
  readonly say: (text: string) => void;
  readonly onRow: (row: Row) => void;
}

interface Queue {
  readonly faults: Fault[];
  readonly jobs: number;
}

/** Puts all of these faults and returns what came of each, in their order. */
export async function runFaults(faults: readonly Fault[], options: RunOptions): Promise<readonly Row[]> {
  const rows = new Map<Fault, Row>();
  await Promise.all(queuesOf(faults, options.jobs).map((queue) => runQueue(queue, options, rows)));
  return faults.flatMap((fault) => rows.get(fault) ?? []);
}

/** What takes Kafka away and what takes the store or the registry away have a stack each, and all others share one. */
function queuesOf(faults: readonly Fault[], jobs: number): Queue[] {
  if (jobs === 1) return [{ faults: [...faults], jobs: 1 }];
  const harmless = faults.filter(({ harms }) => harms === undefined);
  const ofKafka = faults.filter(({ harms }) => harms === 'kafka');
  const ofStores = faults.filter(({ harms }) => harms === 'mongo' || harms === 'registry');
  const harmful = jobs === 2 ? [[...ofKafka, ...ofStores]] : [ofKafka, ofStores];
  const alone = harmful.filter(({ length }) => length > 0).map((some) => ({ faults: some, jobs: 1 }));
  return [...alone, { faults: harmless, jobs: Math.max(1, jobs - alone.length) }];
}

async function runQueue({ faults, jobs }: Queue, options: RunOptions, rows: Map<Fault, Row>): Promise<void> {
  if (faults.length === 0) return;
  const waiting = [...faults];
  const stack = await startStack({ env: withoutServers(), kafkaSettings });
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

/** Some faults are put so often that nobody wants to wait for the usual session timeout each time. */
const kafkaSettings = { 'group.min.session.timeout.ms': '3000' };

/** Servers that somebody names are somebody's: no faults are put on those. */
function withoutServers(): NodeJS.ProcessEnv {
  const { STAMKUNDE_BROKERS, STAMKUNDE_MONGO_URI, STAMKUNDE_REGISTRY_URL, ...env } = process.env;
  return env;
}

async function runOne(fault: Fault, stack: Stack, options: RunOptions): Promise<Row> {
  const { id, what } = fault;
  const say = (text: string) => options.say(`${id}: ${text}`);
  say(what);
  const row = await putFault(fault, { ...options, stack, say });
  options.onRow(row);
  // Whatever a fault has left behind, the next one finds everything in place.
  for (const part of [stack.kafka, stack.mongo, stack.registry]) {
    if (part.pid === undefined) await part.start();
    else await part.resume();
  }
  return row;
}
