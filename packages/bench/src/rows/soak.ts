import { setTimeout as pause } from 'node:timers/promises';
import { ours } from '../contenders/ours.ts';
import { type Live, openLive } from '../measure/live.ts';
import { peakRssBytesOf, rssBytesOf } from '../measure/process-usage.ts';
import { figureOf } from '../measure/samples.ts';
import { type FactPlan, madeUpFact } from '../work/made-up-fact.ts';
import { type Measure, noFigure } from './row.ts';

const FACTS_PER_SECOND = 2_000;
const MEMBERS = 100_000;
const MEGABYTE = 1_048_576;

/** M2: how much the process grows under a steady load, between the fifth and the last minute in ten. */
export const soak: Measure = async ({ ground }) => {
  const { minutes } = ground.options;
  const live = await openLive(ground, ours, 'soak-');
  try {
    const resident: number[] = [];
    await steadily(live, minutes * 60, () =>
      resident.push((rssBytesOf(live.child.pid) ?? Number.NaN) / MEGABYTE),
    );
    await live.settled();
    if (resident.some(Number.isNaN)) return noFigure('the system does not tell what a process uses');
    const tenth = Math.max(1, Math.floor(resident.length / 10));
    const warm = figureOf(resident.slice(5 * tenth, 6 * tenth)).median;
    const end = figureOf(resident.slice(-tenth)).median;
    return {
      measured: [{ part: '', figure: figureOf([(100 * (end - warm)) / warm]) }],
      notes: [
        `${minutes} min at ${FACTS_PER_SECOND} facts/s: ${warm.toFixed(0)} MB halfway, ${end.toFixed(0)} MB at the end`,
      ],
    };
  } finally {
    await live.close();
  }
};

const NO_BACKLOG_SECONDS = 60;

/** M3: the most memory the process takes with very many messages waiting, and with none. */
export const backlogMemory: Measure = async ({ ground }) => {
  const backlog = ground.options.backlog;
  const without = await openLive(ground, ours, 'backlog-none-');
  let none: number | undefined;
  try {
    await steadily(without, NO_BACKLOG_SECONDS, () => undefined);
    await without.settled();
    none = peakRssBytesOf(without.child.pid);
  } finally {
    await without.close();
  }
  const live = await openLive(ground, ours, 'backlog-');
  try {
    // Stopped, it cannot keep up: what is sent now waits.
    process.kill(live.child.pid, 'SIGSTOP');
    await live.sender.send(many(backlog));
    process.kill(live.child.pid, 'SIGCONT');
    await live.settled();
    const most = peakRssBytesOf(live.child.pid);
    if (none === undefined || most === undefined)
      return noFigure('the system does not tell what a process uses');
    return {
      measured: [{ part: '', figure: figureOf([most / none]) }],
      notes: [
        `${(most / MEGABYTE).toFixed(0)} MB with ${backlog.toLocaleString('en')} waiting, ${(none / MEGABYTE).toFixed(0)} MB at ${FACTS_PER_SECOND} facts/s with none`,
      ],
    };
  } finally {
    await live.close();
  }
};

async function steadily(live: Live, seconds: number, onSecond: () => void): Promise<void> {
  const began = performance.now();
  let sent = 0;
  for (let second = 0; second < seconds; second++) {
    for (let slice = 0; slice < 10; slice++) {
      const earlyMs = began + (second + slice / 10) * 1_000 - performance.now();
      if (earlyMs > 0) await pause(earlyMs);
      await live.sender.send(
        Array.from({ length: FACTS_PER_SECOND / 10 }, () => madeUpFact(lineNumber(sent++))),
      );
    }
    live.child.alive();
    onSecond();
  }
}

function* many(count: number) {
  for (let number = 0; number < count; number++) yield madeUpFact(lineNumber(number));
}

/** Five lines an order. */
function lineNumber(number: number): FactPlan {
  const order = Math.floor(number / 5);
  // A prime, so that orders that follow each other belong to members far apart.
  return {
    order: String(order),
    line: String(number % 5),
    member: (order * 7_919) % MEMBERS,
    version: order,
  };
}
