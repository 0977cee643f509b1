import type { Fault } from './fault.ts';
import { type Row, sentenceOf, tally } from './report.ts';
import { fallenRevs } from './world/fallen-revs.ts';
import { openWorld, type WorldOptions } from './world/world.ts';

/** Puts one fault on a system of its own, and finds out what became of it. Does not throw: what goes wrong is told. */
export async function putFault(fault: Fault, options: Omit<WorldOptions, 'name'>): Promise<Row> {
  const began = performance.now();
  const { id, what } = fault;
  const { seed } = options;
  const empty = {
    times: 0,
    facts: 0,
    lost: 0,
    doubled: 0,
    wrong: 0,
    longestStandstillMs: 0,
    recoveryMs: undefined,
  };
  const since = () => (performance.now() - began) / 1_000;
  try {
    const world = await openWorld({ ...options, name: `f${id}` });
    let times = 0;
    let sums = { lost: 0, doubled: 0, wrong: 0 };
    try {
      times = await fault.run(world);
      await world.atEnd();
      await world.watch.stop();
      const differences = await world.differences();
      sums = tally(differences);
      world.broken.push(...(await fallenRevs(world.system, differences)), ...differences.map(sentenceOf));
    } catch (error) {
      world.broken.push(messageOf(error));
    }
    if (world.broken.length > 0) {
      world.broken.unshift(...world.marks);
      world.broken.push(...world.members.map(({ logEnd }) => logEnd));
    }
    await world.close();
    const { longestStandstillMs, recoveriesMs } = world.watch;
    const recoveryMs = recoveriesMs.length === 0 ? undefined : Math.max(...recoveriesMs);
    const { sent: facts, broken, exceeded, notes } = world;
    return {
      id,
      what,
      seed,
      times,
      facts,
      ...sums,
      longestStandstillMs,
      recoveryMs,
      broken,
      exceeded,
      notes,
      seconds: since(),
    };
  } catch (error) {
    return {
      id,
      what,
      seed,
      ...empty,
      broken: [messageOf(error)],
      exceeded: [],
      notes: [],
      seconds: since(),
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
