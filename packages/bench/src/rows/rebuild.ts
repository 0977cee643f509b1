import { join } from 'node:path';
import { startChild } from '../contenders/child.ts';
import { databaseOf, logFileOf } from '../contenders/contender.ts';
import { ours } from '../contenders/ours.ts';
import { type Ground, root } from '../ground.ts';
import { pass } from '../measure/pass.ts';
import { ratioOf } from '../measure/samples.ts';
import type { Work } from '../work/works.ts';
import type { Measure } from './row.ts';

const service = 'order-aggregator';
const program = join(root, 'services', service, 'dist', 'rebuild', 'rebuild-command.js');

/** B1: W1 folded once more beside what is kept of it and compared member by member, against folding it in service. */
export const rebuild: Measure = async ({ ground, works }) => {
  const work = await works.get('w1');
  const steady: number[] = [];
  const rebuilt: number[] = [];
  for (let rep = 0; rep < ground.options.reps; rep++) {
    steady.push((await pass(ground, ours, work)).factsPerSecond);
    rebuilt.push(await rebuildOnce(ground, work));
  }
  return { measured: [{ part: '', figure: ratioOf(rebuilt, steady) }], notes: [] };
};

/** Facts a second, from the start of the command to its end. Throws when it finds anything to put in order. */
async function rebuildOnce(ground: Ground, { topicPrefix, facts }: Work): Promise<number> {
  const { stack } = ground;
  const command = startChild(program, {
    args: [service, '--restart', '--compare'],
    logFile: logFileOf(ground, ours, `${topicPrefix}rebuild-`),
    env: {
      STAMKUNDE_BROKERS: stack.brokers.join(','),
      STAMKUNDE_MONGO_URI: stack.mongoUri,
      STAMKUNDE_REGISTRY_URL: stack.registryUrl,
      MONGO_DATABASE: databaseOf(ours, topicPrefix),
      TOPIC_PREFIX: topicPrefix,
    },
  });
  // Ends with 1 when something differs.
  await command.finished();
  const seconds = (Date.now() - command.spawnedAt) / 1_000;
  ground.tell(`rebuild: ${Math.round(facts / seconds).toLocaleString('en')} facts/s, all alike`);
  return facts / seconds;
}
