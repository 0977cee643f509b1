import { setTimeout as pause } from 'node:timers/promises';
import type { OrderLineFact, Writer } from '@stamkunde/contracts';
import type { Publish } from '@stamkunde/stream';
import { orderLinesOut } from '../way-out.ts';
import type { FactBatch, RefusedRow } from './facts-of.ts';

/** How far an import has come: all of it is acknowledged by all in-sync replicas, or refused. */
export interface Imported {
  readonly rows: number;
  /** Sent by this run. */
  readonly facts: number;
  readonly refused: number;
  /** Read again and not sent, for an earlier run has brought them in. */
  readonly passedOver: number;
}

export interface Import {
  readonly facts: AsyncIterable<FactBatch>;
  readonly publish: Publish;
  readonly values: Writer<OrderLineFact>;
  /** Rows an earlier run has brought in already; they are read again, for they number the others, and not sent. */
  readonly rowsDone?: number;
  /** Facts a second at most; as fast as Kafka takes them when absent. */
  readonly factsPerSecondMax?: number | undefined;
  /** Called with the columns that mean nothing, before any fact is sent. */
  readonly onHeader?: (ignoredColumns: readonly string[]) => void;
  readonly onRefused?: (rows: readonly RefusedRow[]) => void;
  readonly onAcknowledged?: (sofar: Imported) => void;
}

/**
 * Sends the facts of an import and returns when all of them are acknowledged. While one batch is on its way the next
 * one is read, and no more: memory does not grow with the file. Sending a batch again is harmless, so whoever was
 * killed begins behind the last batch it knows to be acknowledged.
 * Throws `Unavailable` when `publish` does; what is acknowledged by then has been told.
 */
export async function importFacts(plan: Import): Promise<Imported> {
  const { rowsDone = 0, factsPerSecondMax, onAcknowledged } = plan;
  const send = paced(plan, factsPerSecondMax);
  let ahead: Imported = { rows: 0, facts: 0, refused: 0, passedOver: 0 };
  let sending = Promise.resolve();
  for await (const batch of plan.facts) {
    if (batch.ignoredColumns !== undefined) plan.onHeader?.(batch.ignoredColumns);
    if (batch.refused.length > 0) plan.onRefused?.(batch.refused);
    const rows = ahead.rows + batch.rows;
    const facts = rows > rowsDone ? batch.facts : [];
    const next = {
      rows,
      facts: ahead.facts + facts.length,
      refused: ahead.refused + batch.refused.length,
      passedOver: ahead.passedOver + batch.facts.length - facts.length,
    };
    ahead = next;
    await sending;
    // Told only once the batch is acknowledged: a progress that runs ahead would lose it in a crash.
    sending = send(facts).then(() => onAcknowledged?.(next));
    // Awaited a round later; until then a failure must not count as one that nobody handles.
    sending.catch(() => undefined);
  }
  await sending;
  return ahead;
}

/** Sends facts in slices small enough to keep the pace even. */
function paced({ publish, values }: Import, factsPerSecondMax = Number.POSITIVE_INFINITY) {
  const out = orderLinesOut(values);
  const sliceMax = Math.max(1, Math.ceil(factsPerSecondMax / 5));
  const begun = performance.now();
  let sent = 0;
  return async function send(facts: readonly OrderLineFact[]): Promise<void> {
    for (let at = 0; at < facts.length; at += sliceMax) {
      const slice = facts.slice(at, at + sliceMax);
      const earlyMs = begun + (sent / factsPerSecondMax) * 1_000 - performance.now();
      if (earlyMs > 0) await pause(earlyMs);
      await publish(slice.map((fact) => out(fact, undefined)));
      sent += slice.length;
    }
  };
}
