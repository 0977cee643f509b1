import type { Order, PurchaseTotals } from '@stamkunde/contracts';
import { isBeyondLimits } from './beyond-limits.ts';
import { type Difference, fieldsThatDiffer, points } from './difference.ts';
import type { FactLog } from './fact-log.ts';
import type { SnapshotLog } from './snapshot-log.ts';

/** A value that somebody holds under a key. */
export interface Held<T> {
  readonly rev: number;
  readonly value: T;
}

/** A document of a projection, with the very bytes it announced, if it keeps them. */
export interface HeldDocument<T> extends Held<T> {
  readonly bytes: Buffer;
}

/** What one kind of value looks like everywhere it is held. */
export interface Projection<T> {
  readonly topic: string;
  readonly collection: string;
  readonly announced: SnapshotLog;
  /** The newest message of each key, decoded. */
  readonly newest: ReadonlyMap<string, Held<T>>;
  readonly documents: ReadonlyMap<string, HeldDocument<T>>;
}

/** A message that a service would not take. */
export interface Refusing {
  readonly topic: string;
  readonly place: string;
  readonly reason: string;
  /** It was sent again since, once what was wrong had been mended. */
  readonly redriven: boolean;
}

/** Everything that can be seen of a system from outside, when it has come to rest. */
export interface Evidence {
  readonly facts: FactLog;
  readonly orders: Projection<Order>;
  readonly totals: Projection<PurchaseTotals>;
  readonly refusals: readonly Refusing[];
  /** By `topic/partition`: the offset the group has committed, and the one beside the data. */
  readonly committed: ReadonlyMap<string, number>;
  readonly progress: ReadonlyMap<string, number>;
}

/**
 * Everything that is not as the facts say it must be, by the six points of "equal": documents, newest snapshots, one
 * payload per rev, revs that never fall, commits behind the progress, refusals for invalid input only. Empty when all
 * is well.
 */
export function compare(evidence: Evidence): Difference[] {
  const refused = refusedWithReason(evidence);
  const expected = evidence.facts.fold(refused.justified);
  const found = [
    ...compareProjection(evidence.orders, expected.orders),
    ...compareProjection(evidence.totals, expected.totals),
    ...compareCommits(evidence),
    ...refused.differences,
  ];
  return found.sort((a, b) => points.indexOf(a.point) - points.indexOf(b.point));
}

function compareProjection<T extends { rev: number }>(
  { topic, collection, announced, newest, documents }: Projection<T>,
  expected: ReadonlyMap<string, Omit<T, 'rev'>>,
): Difference[] {
  const contradicting = [...documents]
    .filter(([key, { rev, bytes }]) => announced.contradicts(key, rev, bytes))
    .map(([key, { rev }]) => {
      const what = `the payload of rev ${rev} on ${topic}`;
      return {
        point: 'same-rev',
        place: collection,
        key,
        field: 'rev',
        expected: what,
        actual: 'another one',
      } as const;
    });
  return [
    ...compareValues('document', collection, expected, documents),
    ...compareValues('snapshot', topic, expected, newest),
    ...announced.differences,
    ...contradicting,
  ];
}

function compareValues<T extends { rev: number }>(
  point: Difference['point'],
  place: string,
  expected: ReadonlyMap<string, Omit<T, 'rev'>>,
  actual: ReadonlyMap<string, Held<T>>,
): Difference[] {
  const differences: Difference[] = [];
  for (const [key, value] of expected) {
    const held = actual.get(key);
    if (held === undefined) {
      differences.push({ point, place, key, field: '', expected: 'a value', actual: 'nothing' });
      continue;
    }
    // The rev counts steps, and how many there were depends on how the facts fell into batches.
    const fields = fieldsThatDiffer({ ...value, rev: held.rev }, held.value);
    differences.push(...fields.map((field) => ({ point, place, key, ...field })));
  }
  for (const key of actual.keys()) {
    if (!expected.has(key))
      differences.push({ point, place, key, field: '', expected: 'nothing', actual: 'a value' });
  }
  return differences;
}

function compareCommits({ committed, progress }: Evidence): Difference[] {
  return [...committed]
    .filter(([partition, offset]) => offset > (progress.get(partition) ?? 0))
    .map(([partition, offset]) => ({
      point: 'commit-ahead',
      place: 'progress',
      key: partition,
      field: 'offset',
      expected: `${offset} or more`,
      actual: String(progress.get(partition) ?? 0),
    }));
}

function refusedWithReason({ facts, refusals }: Evidence): {
  justified: Set<string>;
  differences: Difference[];
} {
  const justified = new Set<string>();
  const differences: Difference[] = [];
  const heard = new Set<string>();
  for (const { topic, place, reason, redriven } of refusals) {
    const key = `${topic}/${place}`;
    heard.add(key);
    if (topic === 'order-lines' && facts.invalid.has(place)) continue;
    const about = topic === 'order-lines' ? facts.about(place) : undefined;
    if (about !== undefined && (redriven || isBeyondLimits(reason, about.fact, about.all)))
      justified.add(place);
    else differences.push(refusalDifference(key, 'taken: it is valid', `refused: ${reason}`));
  }
  for (const [place, why] of facts.invalid) {
    const key = `order-lines/${place}`;
    if (!heard.has(key)) differences.push(refusalDifference(key, `refused: ${why}`, 'no refusal'));
  }
  return { justified, differences };
}

function refusalDifference(key: string, expected: string, actual: string): Difference {
  return { point: 'refusal', place: 'refusals', key, field: '', expected, actual };
}
