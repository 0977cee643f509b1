import { type BuyerOrder, type OrderLineFact, orderKey, topics } from '@stamkunde/contracts';
import type { Outgoing, Publish, Verb } from '@stamkunde/stream';
import { type BuyerStore, buyerKey } from '../buyer-store.ts';
import { foldOrders } from '../fold-orders.ts';
import type { ChangedOrder, OrderStore, StoredOrder } from '../order-store.ts';
import { totalPurchases } from '../total-purchases.ts';
import type { Chance } from './history.ts';
import { readOrder, writeBuyerOrder, writeOrder, writeTotals } from './values.ts';

/** Everything that outlives a process. */
export interface World {
  readonly chance: Chance;
  readonly facts: readonly OrderLineFact[];
  readonly published: Outgoing[];
  /** What of it is told to buyers, in order. */
  readonly told: Outgoing[];
  readonly orders: OrderStore;
  readonly buyers: BuyerStore;
  readonly committed: Record<Lane, number>;
  /** Calls about to be made or answered: somebody is waiting at each of them. */
  readonly waiting: Waiting[];
  readonly note: (what: string) => void;
}

export type Lane = 'facts' | 'told';

/** A moment between two calls, at which anything can happen. */
export interface Waiting {
  readonly call: string;
  readonly by: Process;
  /** Whether it can be done in part. */
  readonly isMany: boolean;
  go(how: 'whole' | 'half'): void;
  fail(error: Error): void;
}

export interface Process {
  isAlive: boolean;
  readonly busy: Record<Lane, boolean>;
  readonly position: Record<Lane, number>;
  readonly onOrderLines: Verb<OrderLineFact>;
  readonly onBuyerOrders: Verb<BuyerOrder>;
}

/** The end of a process, in the middle of whatever it does. */
export class Crash extends Error {}

/** A process that begins where the last commit was. So small are its bounds that nearly every buyer has spilled orders. */
export function started(world: World): Process {
  const { note } = world;
  const worker: Process = {
    isAlive: true,
    busy: { facts: false, told: false },
    position: { ...world.committed },
    onOrderLines: (batch) => fold(batch),
    onBuyerOrders: (batch) => total(batch),
  };
  const call = interrupted(world, worker);
  const publish = publishing(world, call);
  const fold = foldOrders({
    orders: orderStore(world, call),
    publish,
    writeOrder,
    writeBuyerOrder,
    onLost: (lost) => lost > 0 && note('orders lost'),
  });
  const total = totalPurchases({
    buyers: buyerStore(world, call),
    publish,
    writeTotals,
    bounds: { recentMax: 1, recentMin: 1 },
    contributionsMax: 3,
    onLost: (lost) => lost > 0 && note('buyers lost'),
  });
  return worker;
}

/** Makes a call one that can be cut off before and after; with `half`, which does a part of it, also in the middle. */
type Interrupted = <A extends unknown[], R>(
  name: string,
  whole: (...given: A) => Promise<R>,
  half?: (...given: A) => Promise<unknown>,
) => (...given: A) => Promise<R>;

function interrupted({ waiting }: World, by: Process): Interrupted {
  const moment = (call: string, isMany: boolean) =>
    new Promise<'whole' | 'half'>((go, fail) => waiting.push({ call, by, isMany, go, fail }));
  return (name, whole, half) =>
    async (...given) => {
      if ((await moment(`before ${name}`, half !== undefined)) === 'half') {
        await half?.(...given);
        throw new Crash();
      }
      const answer = await whole(...given);
      await moment(`after ${name}`, false);
      return answer;
    };
}

function publishing({ published, told, chance }: World, call: Interrupted): Publish {
  const announce = async (messages: readonly Outgoing[]): Promise<void> => {
    published.push(...messages);
    told.push(...messages.filter((one) => one.topic === topics.buyerOrders.name));
  };
  return call('publish', announce, (messages) => announce(some(chance, messages)));
}

function orderStore({ orders, chance }: World, call: Interrupted): OrderStore {
  const load = call('load', orders.load);
  const save = call('save', orders.save, (changed) => orders.save(some(chance, changed)));
  const remembered = ({ bytes }: ChangedOrder): StoredOrder => ({ bytes, order: readOrder(bytes) });
  return {
    ...orders,
    ...withMemory(load, save, ({ order }) => orderKey(order.siteId, order.orderId), remembered),
  };
}

function buyerStore({ buyers, chance }: World, call: Interrupted): BuyerStore {
  const load = call('load buyers', buyers.load);
  const save = call('save buyers', buyers.save, (changed) => buyers.save(some(chance, changed)));
  const spill = call('spill', buyers.spill, (orders) => buyers.spill(some(chance, orders)));
  return {
    ...buyers,
    ...withMemory(
      load,
      save,
      ({ buyer }) => buyerKey(buyer),
      (changed) => changed,
    ),
    spilled: call('spilled', buyers.spilled),
    extremes: call('extremes', buyers.extremes),
    // To write nothing is no moment for anything.
    spill: async (orders) => (orders.length === 0 ? undefined : spill(orders)),
  };
}

function some<T>(chance: Chance, all: readonly T[]): T[] {
  return all.filter(() => chance(2) === 0);
}

/** A store with the memory that each process has for itself, and that is out of date when another process writes. */
function withMemory<S, C>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, S>>,
  save: (changed: readonly C[]) => Promise<readonly string[]>,
  keyOf: (changed: C) => string,
  remembered: (changed: C) => S,
) {
  const memory = new Map<string, S>();
  return {
    async load(keys: readonly string[]): Promise<ReadonlyMap<string, S>> {
      const missing = keys.filter((key) => !memory.has(key));
      if (missing.length > 0) for (const [key, stored] of await load(missing)) memory.set(key, stored);
      return new Map([...memory].filter(([key]) => keys.includes(key)));
    },
    async save(changed: readonly C[]): Promise<readonly string[]> {
      for (const one of changed) memory.delete(keyOf(one));
      const lost = changed.length === 0 ? [] : await save(changed);
      for (const one of changed) if (!lost.includes(keyOf(one))) memory.set(keyOf(one), remembered(one));
      return lost;
    },
  };
}
