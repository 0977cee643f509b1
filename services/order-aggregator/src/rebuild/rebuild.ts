import type { Order } from '@stamkunde/contracts';
import { type GroupHold, Unavailable } from '@stamkunde/stream';
import { buyerOrders } from '../domain/buyer-order.ts';
import { type Comparison, chunksOf, compareAll, type Members, stillDiffering } from './comparison.ts';
import { type Announced, type MendPorts, mendBuyers, mendOrders } from './mend.ts';
import type { Mend, Mends } from './mends.ts';
import type { RebuiltProjection } from './rebuilt-projection.ts';

export interface RebuildPorts extends Omit<MendPorts, 'announced'> {
  readonly projection: RebuiltProjection;
  readonly mends: Mends;
  /** Takes the partitions of the service, so that nothing of the live projection moves. */
  readonly hold: () => Promise<GroupHold>;
  readonly onStage: (stage: Stage, done: number, total: number) => void;
  /** The highest revs ever announced of these members, by the keys of their messages. */
  readonly announcedOf: (members: Members) => Promise<Announced>;
  /** Members that are different, before anything is done about them. */
  readonly onDiffering: (differing: Members) => Promise<void>;
}

export type Stage = 'folding' | 'comparing' | 'waiting' | 'mending';

export interface Rebuilt {
  readonly comparison: Comparison;
  readonly mended: { readonly orders: number; readonly buyers: number };
}

/** What is on its way through the live projection differs for a moment. */
const LOOKS_MAX = 5;
const LOOK_AGAIN_AFTER_MS = 1_000;

/** The group may be given out anew in between; a holder that does not get it back gives up. */
const ATTEMPTS_MAX = 20;
const ATTEMPT_AGAIN_AFTER_MS = 1_000;

/**
 * Folds the whole log once more, beside the live projection, compares member by member, and puts those in order that
 * differ. The live processes go on all the while, but for the moment in which something is put in order. Members that
 * are alike stay as they are, unannounced. May be cut off anywhere and started again.
 *
 * @param isOnlyLooking compares and changes nothing
 */
export async function rebuild(ports: RebuildPorts, isOnlyLooking: boolean): Promise<Rebuilt> {
  const { projection, live, rebuilt, mends, onStage, onDiffering } = ports;
  await projection.caughtUp((done, total) => onStage('folding', done, total));
  const comparison = await compareAll(live, rebuilt, (members) => onStage('comparing', members, members));
  let suspects = comparison.differing;
  for (let look = 1; look <= LOOKS_MAX && isAny(suspects); look++) {
    onStage('waiting', look, LOOKS_MAX);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_AFTER_MS));
    await projection.caughtUp();
    suspects = await stillDiffering(suspects, live, rebuilt);
  }
  const found = { ...comparison, differing: suspects };
  if (isAny(suspects)) await onDiffering(suspects);
  const isLeftOver = (await mends.all()).length > 0;
  if (isOnlyLooking || (!isAny(suspects) && !isLeftOver))
    return { comparison: found, mended: { orders: 0, buyers: 0 } };
  return { comparison: found, mended: await mendHeld(ports, suspects) };
}

async function mendHeld(ports: RebuildPorts, suspects: Members): Promise<Rebuilt['mended']> {
  const { projection, live, rebuilt, mends, onStage } = ports;
  const hold = await ports.hold();
  try {
    // The live projection stands still now. What it has seen is seen here, too, before anything is taken over.
    await projection.caughtUp();
    // Durable before anything is stored: cut off between store and announcement, nothing else would remember it.
    await mends.note(await mendsOf(await stillDiffering(suspects, live, rebuilt), ports));
    const all = await mends.all();
    const mended = { orders: 0, buyers: 0 };
    const keysOf = (kind: Mend['kind']) => all.flatMap((one) => (one.kind === kind ? one.key : []));
    const announced = await ports.announcedOf({ orders: keysOf('orders'), buyers: keysOf('buyers') });
    for (const kind of ['orders', 'buyers'] as const) {
      const put = kind === 'orders' ? mendOrders : mendBuyers;
      for (const part of chunksOf(all.filter((one) => one.kind === kind))) {
        await again(() => hold.run(() => put({ ...ports, announced }, part)));
        await mends.done(part);
        mended[kind] += part.length;
        onStage('mending', mended.orders + mended.buyers, all.length);
      }
    }
    return mended;
  } finally {
    await hold.release();
  }
}

async function mendsOf(differing: Members, { live, rebuilt }: RebuildPorts): Promise<readonly Mend[]> {
  const orders: Mend[] = [];
  for (const keys of chunksOf(differing.orders)) {
    const [here, there] = await Promise.all([live.ordersOf(keys), rebuilt.ordersOf(keys)]);
    for (const key of keys) {
      const knows = new Set(toldBy(there.get(key)));
      orders.push({
        kind: 'orders',
        key,
        retract: toldBy(here.get(key)).filter((buyer) => !knows.has(buyer)),
      });
    }
  }
  return [...orders, ...differing.buyers.map((key): Mend => ({ kind: 'buyers', key, retract: [] }))];
}

function toldBy(order: Order | undefined): readonly string[] {
  return order === undefined ? [] : buyerOrders(order).map(({ contactId }) => contactId);
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt === ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_AGAIN_AFTER_MS));
    }
  }
}

function isAny({ orders, buyers }: Members): boolean {
  return orders.length + buyers.length > 0;
}
