import { begin } from '../bootstrap/progress.mjs';
import { tableOf } from '../command/print-table.ts';
import { compare, type Evidence } from '../oracle/compare.ts';
import { gatherEvidence } from '../oracle/gather-evidence.ts';
import { lookout } from '../system/topic-ends.ts';
import { waitForEnd } from '../system/wait-for-end.ts';
import { productVersion } from './product-version.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { tellStory } from './tell-story.ts';
import { runTraffic, writeGarbage } from './traffic.ts';

export interface OnceOptions {
  readonly seed: number;
  readonly stopping: AbortSignal;
}

const happeningsMax = 150;
const everyMs = 25;
const differencesShownMax = 20;

/** One thing that must hold, and whether it does. */
type Check = readonly [what: string, holds: boolean];

/** The story, some traffic, the end, the verdict. Returns the exit code. */
export async function runOnce({ seed, stopping }: OnceOptions): Promise<number> {
  const demo = await startDemo(productVersion(), stopping);
  try {
    const { board, send, siteId, system } = demo;
    for (const [name, version] of demo.versions) console.log(`${name.padEnd(10)} ${version}`);
    const storyHolds = await tellStory({ board, send, siteId, number: 1, pauseMs: 0 });
    const acknowledged = new Set<string>();
    const done = begin('selling tickets');
    await Promise.all([
      runTraffic({
        seed,
        send,
        board,
        everyMs,
        happeningsMax,
        stopping,
        onAnswer: ({ factIds }) => {
          for (const factId of factIds) acknowledged.add(factId);
        },
      }),
      writeGarbage(system.connection),
    ]);
    const look = await lookout(system.connection);
    await waitForEnd(look, system.groupOf('order-aggregator'), { abort: () => checkRunning(demo, stopping) });
    await look.close();
    done();
    const evidence = await gatherEvidence(system);
    return report(demo, evidence, [
      ['five seats bought, one cancelled: four remain, in one order', storyHolds],
      ['every fact that was answered 202 stands on order-lines', [...acknowledged].every(isOn(evidence))],
      ['the message of a broken program became a refusal', evidence.refusals.length === 1],
    ]);
  } finally {
    const stopped = begin('stopping');
    await demo.stop();
    stopped();
  }
}

function checkRunning(demo: Demo, stopping: AbortSignal): void {
  stopping.throwIfAborted();
  const [gone] = demo.ended();
  if (gone !== undefined) throw new Error(`${gone.name} has ended by itself, its log: ${gone.logFile}`);
}

function isOn({ facts }: Evidence): (factId: string) => boolean {
  const there = new Set([...facts.valid.values()].flat().map(({ fact }) => fact.factId));
  return (factId) => there.has(factId);
}

function report({ board }: Demo, evidence: Evidence, promises: readonly Check[]): number {
  const differences = compare(evidence);
  const checks: readonly Check[] = [
    ...promises,
    ['orders and totals equal an independent fold, on the topics and in MongoDB', differences.length === 0],
  ];
  const { counts } = board.state();
  const figures = {
    'facts sent over HTTP': counts.sent,
    'answered 202': counts.taken,
    'answered 422': counts.refusedAtHttp,
    'messages on order-lines': evidence.facts.messages,
    'refusals on the topic': evidence.refusals.length,
    orders: evidence.orders.documents.size,
    'messages on orders': evidence.orders.announced.messages,
    buyers: evidence.totals.documents.size,
    'seats sold': counts.seats,
    'seats cancelled': counts.cancellations,
  };
  console.log(`\n${tableOf(['what', 'how many'], Object.entries(figures))}\n`);
  for (const [what, holds] of checks) console.log(`${holds ? 'yes' : 'NO '}  ${what}`);
  if (differences.length > 0) {
    const rows = differences
      .slice(0, differencesShownMax)
      .map(({ point, place, key, field, expected, actual }) => [point, place, key, field, expected, actual]);
    console.log(`\n${tableOf(['point', 'place', 'key', 'field', 'expected', 'actual'], rows)}`);
  }
  const holds = checks.every(([, one]) => one);
  console.log(`\n${holds ? 'EQUAL' : 'NOT EQUAL'}: ${differences.length} differences`);
  return holds ? 0 : 1;
}
