import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@stamkunde/contracts';
import { plain } from '../contenders/baselines.ts';
import { type Contender, databaseOf } from '../contenders/contender.ts';
import { ours } from '../contenders/ours.ts';
import { freshTopics } from '../fresh-topics.ts';
import type { Ground } from '../ground.ts';
import { endsOf, forgetGroup } from '../measure/group-watch.ts';
import { figureOf } from '../measure/samples.ts';
import { madeUpFact } from '../work/made-up-fact.ts';
import { factSender } from '../work/send-facts.ts';
import type { Measure } from './row.ts';

const PREFIX = 'start-';
const LOOK_EVERY_MS = 20;

/** S1: from starting the process to its first snapshot, of a fact that was waiting; the store is empty. */
export const startTime: Measure = async ({ ground }) => {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let rep = 0; rep < ground.options.reps; rep++) {
    theirs.push(await firstEvent(ground, plain));
    mine.push(await firstEvent(ground, ours));
  }
  return { measured: [{ part: '', figure: figureOf(mine), baseline: figureOf(theirs).median }], notes: [] };
};

async function firstEvent(ground: Ground, contender: Contender): Promise<number> {
  const outputs = contender.outputPrefix(PREFIX);
  await forgetGroup(ground.admin, contender.groupId(PREFIX));
  await freshTopics(ground, PREFIX, [topics.orderLines.name]);
  await freshTopics(ground, outputs, contender.outputs);
  await ground.mongo.db(databaseOf(contender, PREFIX)).dropDatabase();
  const sender = await factSender(ground, PREFIX);
  await sender.send([madeUpFact({ order: '1', line: '1', member: 1, version: 1 })]);
  await sender.close();
  const child = await contender.start(ground, PREFIX);
  try {
    const spawned = performance.now() - (Date.now() - child.spawnedAt);
    while ((await endsOf(ground.admin, [`${outputs}${topics.orders.name}`])) === 0) {
      child.alive();
      await pause(LOOK_EVERY_MS);
    }
    const seconds = (performance.now() - spawned) / 1_000;
    ground.tell(`start of ${contender.name}: ${seconds.toFixed(2)} s to the first event`);
    return seconds;
  } finally {
    await child.stop();
  }
}
