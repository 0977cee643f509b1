import { fromMongo } from '@stamkunde/service';
import type { mongo } from 'mongoose';
import { differencesOfBuyers, differencesOfOrders } from './differences.ts';
import type { Projection } from './projection.ts';
import { isSameButRev } from './same-but-rev.ts';

/** Orders and buyers by their keys. */
export interface Members {
  readonly orders: readonly string[];
  readonly buyers: readonly string[];
}

export interface Comparison {
  /** All members of either projection. */
  readonly orders: number;
  readonly buyers: number;
  readonly differing: Members;
}

/** Members that are looked at together: what of them is in memory at once. */
const TOGETHER = 500;

/**
 * Every member of one projection beside the same of the other. They are alike when they say the same, whatever their
 * `rev`, and in whatever parts a buyer is stored.
 */
export async function compareAll(
  live: Projection,
  rebuilt: Projection,
  onProgress: (members: number) => void = () => undefined,
): Promise<Comparison> {
  const counts = { orders: 0, buyers: 0 };
  const differing = { orders: [] as string[], buyers: [] as string[] };
  for (const kind of ['orders', 'buyers'] as const) {
    // While one part is compared, the next one is read.
    let before: Promise<readonly string[]> = Promise.resolve([]);
    for await (const keys of allKeys(idsIn(live, kind), idsIn(rebuilt, kind))) {
      const compared = differingOf(kind, keys, live, rebuilt);
      compared.catch(() => undefined);
      differing[kind].push(...(await before));
      before = compared;
      counts[kind] += keys.length;
      onProgress(counts.orders + counts.buyers);
    }
    differing[kind].push(...(await before));
  }
  return { ...counts, differing };
}

/** Those of these members that differ. */
export async function stillDiffering(
  members: Members,
  live: Projection,
  rebuilt: Projection,
): Promise<Members> {
  const found = { orders: [] as string[], buyers: [] as string[] };
  for (const kind of ['orders', 'buyers'] as const)
    for (const keys of chunksOf(members[kind]))
      found[kind].push(...(await differingOf(kind, keys, live, rebuilt)));
  return found;
}

/** Keys in parts that fit into memory. */
export function* chunksOf<T>(keys: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < keys.length; from += TOGETHER) yield keys.slice(from, from + TOGETHER);
}

async function differingOf(
  kind: keyof Members,
  keys: readonly string[],
  live: Projection,
  rebuilt: Projection,
): Promise<string[]> {
  if (kind === 'orders') {
    const [old, anew] = await Promise.all([live.orderBytesOf(keys), rebuilt.orderBytesOf(keys)]);
    // As bytes first: almost all are alike, and to decode both takes twenty times as long.
    const open = keys.filter((key) => !isSameButRev(old.get(key), anew.get(key)));
    const [here, there] = await Promise.all([live.ordersOf(open), rebuilt.ordersOf(open)]);
    return open.filter((key) => differencesOfOrders(here.get(key), there.get(key)).length > 0);
  }
  const [here, there] = await Promise.all([live.buyersOf(keys), rebuilt.buyersOf(keys)]);
  return keys.filter((key) => differencesOfBuyers(here.get(key), there.get(key)).length > 0);
}

/** Ids in two orders that are the same, each once, in parts. */
async function* allKeys(
  one: AsyncIterator<string, undefined>,
  other: AsyncIterator<string, undefined>,
): AsyncGenerator<readonly string[]> {
  let [a, b] = await Promise.all([one.next(), other.next()]);
  let part: string[] = [];
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareBytes(a.value, b.value);
    part.push((order <= 0 ? a.value : b.value) as string);
    if (order <= 0) a = await one.next();
    if (order >= 0) b = await other.next();
    if (part.length < TOGETHER) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function* idsIn(projection: Projection, kind: keyof Members): AsyncGenerator<string, undefined> {
  const collection = projection[kind] as unknown as mongo.Collection<{ readonly _id: string }>;
  const found = collection.find({}, { projection: { _id: 1 } }).sort({ _id: 1 });
  for (;;) {
    const document = await fromMongo(() => found.next());
    if (document === null) return;
    yield document._id;
  }
}

/** As MongoDB sorts: by the bytes of UTF-8, where JavaScript goes by UTF-16. */
function compareBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
