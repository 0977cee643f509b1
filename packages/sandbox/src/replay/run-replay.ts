import { createReadStream } from 'node:fs';
import { type Basis, lookUpSchema, topics, writer } from '@stamkunde/contracts';
import {
  type FactBatch,
  factsOf,
  type Imported,
  importFacts,
  type RefusedRow,
  rowsOf,
} from '@stamkunde/ingest/import';
import { publisher } from '@stamkunde/stream';
import { liveLine } from '../command/live-line.ts';
import { logFolder } from '../command/log-folder.ts';
import { count } from '../command/print-table.ts';
import { stackStep } from '../command/stack-step.ts';
import { step } from '../command/step.ts';
import { compare, type Refusing } from '../oracle/compare.ts';
import { fieldsThatDiffer } from '../oracle/difference.ts';
import { gatherEvidence } from '../oracle/gather-evidence.ts';
import { readDocuments } from '../oracle/read-documents.ts';
import { readRefused, readSnapshots } from '../oracle/read-wire.ts';
import { StackUnavailable } from '../stack/stack-unavailable.ts';
import { type System, startSystem } from '../system/start-system.ts';
import { lookout } from '../system/topic-ends.ts';
import { waitForEnd } from '../system/wait-for-end.ts';
import { compareMembers, type MemberComparison } from './compare-members.ts';
import { withCustomerIds } from './customer-ids.ts';
import { disordered } from './disorder.ts';
import type { ExpectedMember } from './expected-members.ts';

export interface ReplayPlan {
  readonly input: string;
  /** The right answer, and the file it stands in; the oracle is the measure without one. */
  readonly expected: { readonly file: string; readonly members: readonly ExpectedMember[] } | undefined;
  readonly siteId: string;
  readonly basis: Basis;
  readonly shuffle: number | undefined;
  readonly duplicate: number;
  readonly stopping: AbortSignal;
}

export interface Replayed extends MemberComparison {
  /** Facts sent, repetitions included. */
  readonly facts: number;
  readonly importSeconds: number;
  /** From the first fact read to the last total published. */
  readonly seconds: number;
  readonly factsPerSecond: number;
  readonly refusedRows: number;
  /** The first of them. */
  readonly refusedExamples: readonly RefusedRow[];
  /** Facts that order-aggregator would not take, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
  /** What it was compared with, in words. */
  readonly measure: string;
}

/** Nothing compared is not equal: whoever wrote a wrong name into a header must not read that all is well. */
export type Verdict = 'equal' | 'not equal' | 'nothing compared';

const service = 'order-aggregator';
const examplesMax = 20;

/** Drives a file through a system made for it alone, on a fresh stack or the one that the environment names. */
export async function runReplay(plan: ReplayPlan): Promise<Replayed> {
  const { expected } = plan;
  const stack = await stackStep(plan.stopping, { profile: 'benchmark' });
  try {
    const system = await step(`starting ${service}`, () =>
      startSystem({
        stack,
        prefix: `replay-${Date.now().toString(36)}-`,
        services: [service],
        logFolder: logFolder('replay'),
      }),
    );
    try {
      const driven = await drive(plan, system);
      const refused = await readRefused(system.connection, system.registry);
      const { measure, ...members } =
        expected === undefined
          ? await compareWithOracle(system)
          : { ...(await compareWithFile(system, expected.members)), measure: expected.file };
      const known = new Map(expected?.members.map(({ contactId, customerId }) => [contactId, customerId]));
      const differences = await withCustomerIds(members.differences, known, plan);
      const compared = expected === undefined ? driven.facts : Math.min(driven.facts, members.members);
      const differs = differences.length > 0 || refused.length > 0;
      const verdict = differs ? 'not equal' : compared > 0 ? 'equal' : 'nothing compared';
      return { ...driven, ...members, differences, refusals: byReason(refused), verdict, measure };
    } finally {
      await step(`stopping ${service}`, async () => {
        await system.stop();
        if (stack.kafka.kind === 'external' || stack.mongo.kind === 'external') await system.remove();
      });
    }
  } finally {
    await stack.stop();
  }
}

type Driven = Omit<Replayed, keyof MemberComparison | 'refusals' | 'verdict' | 'measure'>;

async function drive(plan: ReplayPlan, system: System): Promise<Driven> {
  const schemaId = await lookUpSchema(topics.orderLines, system.registry);
  if (schemaId === undefined) throw new StackUnavailable('The schema of order-lines is not registered.');
  const out = publisher(system.connection, { source: '/commands/replay' });
  const look = await lookout(system.connection);
  const line = liveLine();
  const refusedExamples: RefusedRow[] = [];
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1_000;
  const show = ({ facts, refused }: Imported) => {
    plan.stopping.throwIfAborted();
    const rest = refused > 0 ? `, ${count(refused)} rows refused` : '';
    line.show(`importing: ${count(facts)} facts, ${count(facts / seconds())}/s${rest}`);
  };
  try {
    const batches = factsOf(rowsOf(createReadStream(plan.input)), plan);
    const imported = await importFacts({
      facts: noted(disordered(batches, plan), (rows) => line.show(`reading: ${count(rows)} rows`)),
      publish: out.publish,
      values: writer(topics.orderLines, schemaId),
      onRefused: (rows) => void refusedExamples.push(...rows.slice(0, examplesMax - refusedExamples.length)),
      onAcknowledged: show,
    });
    const importSeconds = seconds();
    await waitForEnd(look, system.groupOf(service), {
      onAdvance: ({ orderLinesLag, buyerOrdersLag }) => {
        line.show(
          `folding: ${count(orderLinesLag)} facts and ${count(buyerOrdersLag)} changes of buyers to go, ${seconds().toFixed(0)} s`,
        );
      },
      abort: () => {
        plan.stopping.throwIfAborted();
        const { pid, logFile } = system.service(service);
        if (pid === undefined) throw new Error(`${service} has ended, its log: ${logFile}`);
      },
    });
    const took = seconds();
    line.end(`${count(imported.facts)} facts folded in ${took.toFixed(1)} s; comparing …`);
    return {
      facts: imported.facts,
      importSeconds,
      seconds: took,
      factsPerSecond: imported.facts / took,
      refusedRows: imported.refused,
      refusedExamples,
    };
  } finally {
    await Promise.all([out.close(), look.close()]);
  }
}

/** The same batches; `onRead` hears how many rows were read while none of their facts can be sent yet. */
async function* noted(
  batches: AsyncIterable<FactBatch>,
  onRead: (rows: number) => void,
): AsyncGenerator<FactBatch> {
  let read = 0;
  for await (const batch of batches) {
    read += batch.rows;
    if (batch.facts.length === 0) onRead(read);
    yield batch;
  }
}

/** The newest totals of every member, as announced, against the file; and MongoDB against what was announced. */
async function compareWithFile(
  system: System,
  expected: readonly ExpectedMember[],
): Promise<MemberComparison> {
  const { connection, registry, mongoUri } = system;
  const { newest } = await readSnapshots(connection, registry, topics.purchaseTotals);
  const announced = new Map([...newest.values()].map(({ value }) => [value.contactId, value]));
  const compared = compareMembers(expected, announced);
  const { totals } = await readDocuments(mongoUri, system.databaseOf(service), registry);
  const documents = new Map([...totals.values()].map((one) => [one.value.contactId, one]));
  const stale = [...announced.keys(), ...documents.keys()].filter((contactId) => {
    return fieldsThatDiffer(announced.get(contactId), documents.get(contactId)?.value).length > 0;
  });
  const words = { field: 'document', expected: 'what was announced', actual: 'something else' };
  const more = [...new Set(stale)].map((member) => ({ member, ...words }));
  return { ...compared, differences: [...compared.differences, ...more] };
}

function byReason(refused: readonly Refusing[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Everything a system holds against an independent fold of what it was sent. */
async function compareWithOracle(system: System): Promise<MemberComparison & { measure: string }> {
  const evidence = await gatherEvidence(system);
  const expected = evidence.facts.fold().totals;
  const found = compare(evidence);
  const isOfMember = (key: string) => expected.has(key);
  const touched = new Set(found.map(({ key }) => key).filter(isOfMember));
  const missing = new Set(
    found.filter(({ key, actual }) => isOfMember(key) && actual === 'nothing').map(({ key }) => key),
  );
  const unexpected = [...evidence.totals.newest.keys()].filter((key) => !isOfMember(key)).length;
  return {
    measure: 'an independent fold',
    members: expected.size,
    equal: expected.size - touched.size,
    differ: touched.size - missing.size,
    missing: missing.size,
    unexpected,
    differences: found.map(({ point, place, key, field, ...rest }) => ({
      member: key,
      field: `${point} ${place} ${field}`.trim(),
      ...rest,
    })),
  };
}
