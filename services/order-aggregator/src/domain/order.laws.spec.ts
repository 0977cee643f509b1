import {
  type Basis,
  type FactType,
  faultOf,
  type Money,
  type Order,
  type OrderLineFact,
  reader,
  topics,
  writer,
} from '@stamkunde/contracts';
import { arbitraryOf, equal, law, shuffles } from '@stamkunde/testing';
import fc from 'fast-check';
import { buyerOrders } from './buyer-order.ts';
import { evolve, fold, initialOrder } from './order.ts';
import { orderLimits } from './order-limits.ts';

/** What a snapshot holds besides lines and buyers: the head, three statements, twice the country. */
const HEAD_BYTES_MAX = 1_000;
/** A total, if each line had a currency of its own. */
const TOTAL_BYTES_MAX = 15;

const [anna, bodil, carla] = [uuid(101), uuid(102), uuid(103)];
const base: OrderLineFact = {
  factId: uuid(999),
  siteId: 'tivoli',
  orderId: '1001',
  type: 'OrderDescribed',
  version: 1,
  occurredAt: 1,
  origin: 'live',
  correlationId: 'c-1',
  lineId: null,
  cancellationId: null,
  quantity: null,
  productId: null,
  productName: null,
  unitPrice: null,
  buyer: null,
  buyerAddress: null,
  country: null,
  reference: null,
};

const schemas = { schema: async () => topics.orders.schema, register: async () => 1, idOf: async () => 1 };
const orders = reader(topics.orders, schemas);
const snapshots = writer(topics.orders, 1);
const nothing = initialOrder('tivoli', '1001');
await orders.learn(bytesOf(nothing));

const folded = (facts: readonly OrderLineFact[], order: Order = nothing): Order => fold(order, facts).order;
/** The same but for `rev`. */
const alike = (a: Order, b: Order): void => equal({ ...a, rev: 0 }, { ...b, rev: 0 });

law('twice is once', histories(), (facts) => {
  const once = folded(facts);
  equal(folded([...facts, ...facts]), once);
  equal(folded(facts, once) === once, true);
});

law('the order of arrival does not matter', histories(), shuffles(), (facts, shuffled) => {
  alike(folded(shuffled([...facts, ...facts])), folded(facts));
});

law(
  'nor does it where sources give one fact two meanings',
  histories({ honest: false }),
  shuffles(),
  (facts, shuffled) => {
    alike(folded(shuffled([...facts, ...facts])), folded(facts));
  },
);

law('one by one is the same as in a batch', histories(), (facts) => {
  alike(facts.reduce(evolve, nothing), folded(facts));
});

law('resumed from the stored state is the same', histories(), fc.nat(20), (facts, cut) => {
  alike(folded(facts.slice(cut), stored(folded(facts.slice(0, cut)))), folded(facts));
});

law(
  'rev rises by one with every batch that changes something, and else stays',
  histories(),
  histories(),
  (some, more) => {
    const before = folded(some);
    const after = folded(more, before);
    equal(after.rev, after === before ? before.rev : before.rev + 1);
  },
);

law('sums agree with an independent reckoning', histories(), (facts) => {
  const { placedAt, productCount, totals, buyer, annulled, country } = folded(facts);
  equal({ placedAt, productCount, totals: decimals(totals), buyer, annulled, country }, reckoned(facts));
});

law('a cancelled line counts as if it had never been', histories(), shuffles(), (facts, shuffled) => {
  const cancellation = { ...base, type: 'LineCancelled', lineId: 'L1', cancellationId: 'all' } as const;
  const without = facts.map((fact) =>
    fact.lineId === 'L1' ? { ...fact, type: 'OrderDescribed' as const, lineId: null } : fact,
  );
  const { placedAt, productCount, totals } = folded(without);
  const { placedAt: at, productCount: pieces, totals: sums } = folded(shuffled([...facts, cancellation]));
  equal([at, pieces, sums], [placedAt, productCount, totals]);
});

law('a cancelled line never comes back', histories(), histories(), (some, more) => {
  const cancellation = { ...base, type: 'LineCancelled', lineId: 'L1', cancellationId: 'all' } as const;
  const order = folded(more, folded([...some, cancellation]));
  equal(order.lines.find((line) => line.lineId === 'L1')?.quantity, 0);
});

law('the input is never changed', histories(), histories(), (some, more) => {
  const before = folded(some);
  const copy = plain(before);
  folded(more, before);
  equal(before, copy);
});

law('everybody ever stated as the buyer is told, and at most one that it counts', histories(), (facts) => {
  const order = folded(facts);
  const told = buyerOrders(order);
  const stated = new Set(facts.flatMap(({ buyer }) => buyer || []));
  equal(told.map((one) => one.contactId).sort(), [...stated].sort());
  const counted = told.filter((one) => one.counts !== null);
  equal(
    counted.map((one) => one.contactId),
    order.buyer === null || order.productCount === 0 ? [] : [order.buyer],
  );
});

law('every fact is folded or has a fault, whatever it says', fc.array(anyFact()), (facts) => {
  const taken = facts.filter((fact) => faultOf(fact) === undefined);
  const { order, refused } = fold(nothing, taken);
  equal(stored(order), order);
  alike(folded(taken.filter((_, index) => !refused.some((one) => one.index === index))), order);
  // Even those with a fault do no harm where somebody forgets to ask.
  fold(order, facts);
});

law(
  'no snapshot is larger than its bound but for its head and totals',
  fc.array(anyFact()),
  fc.integer({ min: 200, max: 9_000 }),
  (facts, bytesMax) => {
    const taken = facts.filter((fact) => faultOf(fact) === undefined);
    const { order } = fold(nothing, taken, bytesOf(nothing).length, { ...orderLimits, bytesMax });
    equal(bytesOf(order).length <= bytesMax + HEAD_BYTES_MAX + order.lines.length * TOTAL_BYTES_MAX, true);
  },
);

/** Facts of one order that say much about few things. With `honest` sources, a factId stands for one content. */
function histories({ honest = true } = {}): fc.Arbitrary<OrderLineFact[]> {
  const price = fc.record({
    amount: fc.integer({ min: -5, max: 2_000 }),
    scale: fc.constantFrom(2, 3),
    currency: fc.constantFrom('GBP', 'GBP', 'EUR'),
    basis: fc.constantFrom<Basis[]>('gross', 'gross', 'net'),
  });
  const said = fc.record({
    type: fc.constantFrom<FactType[]>(
      'LineBought',
      'LineBought',
      'LineBought',
      'LineCancelled',
      'LineCancelled',
      'LineCancelled',
      'OrderAnnulled',
      'OrderReinstated',
      'OrderDescribed',
    ),
    // Dishonest sources say two things in one breath, and often.
    factId: fc.nat(2).map(uuid),
    version: fc.nat(honest ? 3 : 1),
    occurredAt: fc.nat(3),
    lineId: fc.constantFrom('L1', 'L2', 'L3'),
    cancellationId: fc.constantFrom('c1', 'c2'),
    quantity: fc.option(fc.nat(5), { freq: 3 }),
    productId: fc.constantFrom(null, 'p1', 'p2'),
    unitPrice: fc.option(price),
    buyer: fc.constantFrom(null, '', anna, bodil, carla),
    country: fc.constantFrom(null, 'Denmark', 'Norway'),
  });
  const facts = fc.array(
    said.map((one) => tidy({ ...base, ...one })),
    { maxLength: 20, size: 'max' },
  );
  return honest ? facts.map((many) => many.map((one, index) => ({ ...one, factId: uuid(index) }))) : facts;
}

function tidy(fact: OrderLineFact): OrderLineFact {
  switch (fact.type) {
    case 'LineBought':
      return { ...fact, cancellationId: null, quantity: 3 * (fact.quantity ?? 1) };
    case 'LineCancelled':
      return { ...fact, unitPrice: null, productId: null };
    default:
      return {
        ...fact,
        lineId: null,
        cancellationId: null,
        quantity: null,
        unitPrice: null,
        productId: null,
      };
  }
}

/** Whatever the Avro type can carry; half of them with a head that can be taken. */
function anyFact(): fc.Arbitrary<OrderLineFact> {
  const any = arbitraryOf<OrderLineFact>(topics.orderLines.schema, { longMin: -(2 ** 52) });
  const head = fc.record({
    factId: fc.nat(9).map(uuid),
    siteId: fc.constant('tivoli'),
    orderId: fc.constant('1001'),
    version: fc.nat(3),
    occurredAt: fc.nat(),
  });
  const line = fc.record({
    lineId: fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }).filter((id) => id.length <= 200),
    cancellationId: fc.constantFrom('c1', 'c2'),
    quantity: fc.option(fc.oneof(fc.nat(9), fc.maxSafeInteger().map(Math.abs))),
    buyer: fc.option(fc.nat(9).map(uuid)),
    country: fc.option(fc.string({ maxLength: 100 })),
  });
  return fc
    .tuple(any, fc.option(head), fc.option(line))
    .map(([one, some, more]) => ({ ...one, ...some, ...more }));
}

/**
 * What the facts come to, reckoned in another way: one look at all of them, with whole numbers of any size. It knows
 * nothing of states, drafts and batches.
 */
function reckoned(facts: readonly OrderLineFact[]): unknown {
  const newestFirst = [...facts].sort((a, b) => b.version - a.version || (b.factId > a.factId ? 1 : -1));
  const annulments = newestFirst.filter(
    (fact) => fact.type === 'OrderAnnulled' || fact.type === 'OrderReinstated',
  );
  const annulled = annulments.some(
    (fact) => fact.type === 'OrderAnnulled' && fact.version === annulments[0]?.version,
  );
  const sums = new Map<string, bigint>();
  const moments: number[] = [];
  let productCount = 0;
  for (const lineId of new Set(facts.map((fact) => fact.lineId))) {
    const line = newestFirst.find((fact) => fact.type === 'LineBought' && fact.lineId === lineId);
    const cancelled = facts.filter((fact) => fact.type === 'LineCancelled' && fact.lineId === lineId);
    if (line === undefined || annulled || cancelled.some((fact) => fact.quantity === null)) continue;
    const ids = new Set(cancelled.map((fact) => fact.cancellationId));
    const most = [...ids].map((id) =>
      Math.max(...cancelled.filter((fact) => fact.cancellationId === id).map((fact) => fact.quantity ?? 0)),
    );
    const left = (line.quantity ?? 0) - most.reduce((sum, one) => sum + one, 0);
    if (left <= 0) continue;
    productCount += left;
    moments.push(line.occurredAt);
    if (line.unitPrice === null) continue;
    const { amount, scale, currency, basis } = line.unitPrice;
    const kind = `${currency} ${basis}`;
    sums.set(kind, (sums.get(kind) ?? 0n) + BigInt(amount) * BigInt(left) * 10n ** BigInt(6 - scale));
  }
  return {
    placedAt: moments.length === 0 ? null : Math.min(...moments),
    productCount,
    totals: Object.fromEntries(sums),
    buyer: newestFirst.find((fact) => fact.buyer !== null)?.buyer || null,
    annulled,
    country: newestFirst.find((fact) => fact.country !== null)?.country ?? null,
  };
}

function decimals(totals: readonly Money[]): Record<string, bigint> {
  return Object.fromEntries(
    totals.map(({ amount, scale, currency, basis }) => [
      `${currency} ${basis}`,
      BigInt(amount) * 10n ** BigInt(6 - scale),
    ]),
  );
}

/** Through Avro and back, as plain objects. */
function stored(order: Order): Order {
  const read = orders.read(bytesOf(order));
  if ('fault' in read) throw new Error(read.detail);
  return plain(read.value);
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function bytesOf(order: Order): Buffer {
  return snapshots.write(order);
}

function uuid(number: number): string {
  return `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;
}
