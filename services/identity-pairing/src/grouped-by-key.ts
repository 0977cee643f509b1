import { type Delivered, inTurns, type Refused, type Trace } from '@stamkunde/stream';

/** What a batch says under one key. */
export interface GroupedByKey<T> {
  readonly key: string;
  readonly values: T[];
  /** Places of the values in the batch. */
  readonly places: number[];
  readonly traces: Trace[];
  /** One of them at least; see `Delivered`. */
  isReadAgain: boolean;
}

/**
 * The values of a batch by key, in the order they came; those with a fault are refused.
 *
 * @param faultOf what is wrong with a value, naming the field
 */
export async function groupedByKey<T>(
  batch: readonly Delivered<T>[],
  faultOf: (value: T) => string | undefined,
): Promise<{ readonly groups: ReadonlyMap<string, GroupedByKey<T>>; readonly refused: Refused[] }> {
  const groups = new Map<string, GroupedByKey<T>>();
  const refused: Refused[] = [];
  await inTurns(batch, ({ value, key, trace, isReadAgain }, place) => {
    const detail = faultOf(value);
    if (detail !== undefined) {
      refused.push({ index: place, reason: 'invalid-field', detail });
      return;
    }
    const group = groups.get(key) ?? { key, values: [], places: [], traces: [], isReadAgain: false };
    groups.set(key, group);
    group.values.push(value);
    group.places.push(place);
    group.traces.push(trace);
    group.isReadAgain ||= isReadAgain;
  });
  return { groups, refused };
}

/** The trace of what a group causes: that of its last value; history only if all of it is. */
export function traceOfGroup({ traces }: GroupedByKey<unknown>): Trace {
  const isLive = traces.some(({ origin }) => origin === 'live');
  return { ...(traces.at(-1) as Trace), origin: isLive ? 'live' : 'backfill' };
}

/** What would have passed a limit, by its place in the batch. */
export function inBatch(
  { places }: GroupedByKey<unknown>,
  refused: readonly { readonly index: number; readonly detail: string }[],
): readonly Refused[] {
  return refused.map(({ index, detail }) => ({
    index: places[index] as number,
    reason: 'over-limit',
    detail,
  }));
}
