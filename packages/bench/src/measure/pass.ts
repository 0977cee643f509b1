import { type Contender, databaseOf } from '../contenders/contender.ts';
import { freePort } from '../contenders/free-port.ts';
import { freshTopics } from '../fresh-topics.ts';
import type { Ground } from '../ground.ts';
import { faultsOf } from '../work/end-state.ts';
import type { Work } from '../work/works.ts';
import { forgetGroup, untilConsumed, untilJoined } from './group-watch.ts';
import { metricOn, metricsAt } from './metrics-page.ts';
import { type Outputs, readOutputs } from './outputs.ts';
import { peakRssBytesOf } from './process-usage.ts';
import { type Usage, usageOf, usageSince } from './usage.ts';

/** One contender doing one work once, from joining its group to the last thing it announced. */
export interface Pass {
  readonly contender: Contender['name'];
  readonly work: string;
  readonly facts: number;
  readonly seconds: number;
  readonly factsPerSecond: number;
  /** CPU seconds between the same two moments, or as many as were looked at a tenth of a second later. */
  readonly cpu: Usage;
  readonly peakRssMb: number | undefined;
  /** 99th percentile, of a contender that tells. */
  readonly loopDelayMs: number | undefined;
  readonly outputs: Outputs;
}

export interface PassSettings {
  /** Flags for Node, such as `--cpu-prof`. */
  readonly flags?: readonly string[];
  /** Begins with what an earlier pass has left: its documents, its outputs, its positions but on `order-lines`. */
  readonly redelivery?: boolean;
}

/**
 * Throws when the end state is wrong: a run that loses something is not fast. The documents stay for whoever wants to
 * look at them, until the next pass of the same contender over the same work.
 */
export async function pass(
  ground: Ground,
  contender: Contender,
  work: Work,
  settings: PassSettings = {},
): Promise<Pass> {
  const { admin } = ground;
  const prefix = contender.outputPrefix(work.topicPrefix);
  const groupId = contender.groupId(work.topicPrefix);
  const input = `${work.topicPrefix}order-lines`;
  const consumed = [input, ...contender.rereads.map((name) => `${prefix}${name}`)];
  if (settings.redelivery === true) await admin.resetOffsets({ groupId, topic: input, earliest: true });
  else await clear(ground, contender, work);
  // Otherwise what the pass before has left to write would be paid by this one.
  await ground.mongo.db('admin').command({ fsync: 1 });

  const managementPort = await freePort();
  const child = await contender.start(ground, work.topicPrefix, {
    managementPort,
    ...(settings.flags === undefined ? {} : { flags: settings.flags }),
  });
  let ran: Omit<Pass, 'outputs' | 'seconds' | 'factsPerSecond'>;
  let joinedAt: number;
  try {
    joinedAt = await untilJoined(admin, groupId, child.alive);
    const before = usageOf(ground, child.pid);
    // Looking resets the percentile: what came before is the start, not the load.
    await metricsAt(managementPort);
    await untilConsumed(admin, groupId, consumed, child.alive);
    const cpu = usageSince(before, usageOf(ground, child.pid));
    const page = (await metricsAt(managementPort)) ?? '';
    const delay = metricOn(page, 'stamkunde_event_loop_delay_p99_seconds');
    const rss = peakRssBytesOf(child.pid);
    ran = {
      contender: contender.name,
      work: work.name,
      facts: work.facts,
      cpu,
      peakRssMb: rss === undefined ? undefined : rss / 1_048_576,
      loopDelayMs: delay === undefined ? undefined : delay * 1_000,
    };
  } finally {
    await child.stop();
  }
  const outputs = await readOutputs(ground.connection(prefix), ground.registry);
  const database = ground.mongo.db(databaseOf(contender, work.topicPrefix));
  const faults = [
    ...faultsOf(work.expected, outputs.end, 'announced'),
    ...faultsOf(work.expected, await contender.stored(database, ground), 'stored'),
  ];
  if (faults.length > 0)
    throw new Error(`${contender.name} on ${work.name} ends wrong:\n${faults.join('\n')}`);
  const seconds = (outputs.lastAt - joinedAt) / 1_000;
  const done: Pass = { ...ran, seconds, factsPerSecond: work.facts / seconds, outputs };
  ground.tell(describe(done));
  return done;
}

async function clear(ground: Ground, contender: Contender, { topicPrefix }: Work): Promise<void> {
  await forgetGroup(ground.admin, contender.groupId(topicPrefix));
  await freshTopics(ground, contender.outputPrefix(topicPrefix), contender.outputs);
  await ground.mongo.db(databaseOf(contender, topicPrefix)).dropDatabase();
}

function describe({ contender, work, factsPerSecond, facts, cpu, peakRssMb, loopDelayMs }: Pass): string {
  const perFact = (seconds: number | undefined) =>
    seconds === undefined ? '?' : ((seconds / facts) * 1e6).toFixed(1);
  return [
    `${work} ${contender}: ${Math.round(factsPerSecond).toLocaleString('en')} facts/s`,
    `CPU per fact ${perFact(cpu.client)} + ${perFact(cpu.broker)} broker + ${perFact(cpu.mongod)} mongod µs`,
    ...(peakRssMb === undefined ? [] : [`peak ${Math.round(peakRssMb)} MB`]),
    ...(loopDelayMs === undefined ? [] : [`loop delay p99 ${loopDelayMs.toFixed(1)} ms`]),
  ].join(', ');
}
