import {
  type Basis,
  type BuyerOrder,
  type Contribution,
  canonical,
  type Money,
  type PurchaseTotals,
  topics,
} from '@stamkunde/contracts';
import { arbitraryOf, equal, law, shuffles } from '@stamkunde/testing';
import fc from 'fast-check';
import {
  type Buyer,
  type BuyerBounds,
  evolve,
  initialBuyer,
  losesExtreme,
  ordersNotToCount,
  ordersToRead,
} from './buyer.ts';
import { faultyField } from './buyer-order.ts';
import { purchaseTotals } from './purchase-totals.ts';
import { comparePlace, countedOrder } from './settled.ts';

const contactId = '00000000-0000-5000-8000-00000000000a';

/** So tight that nearly every history spills and takes out again. */
const tight: BuyerBounds = { recentMax: 2, recentMin: 1 };

law(
  'totals agree with an independent reckoning, in any order, number and cut of batches',
  histories(),
  shuffles(),
  cuts(),
  (told, shuffled, cut) => {
    const after = totalled(batches(shuffled([...told, ...told]), cut));
    equal(summed(after), reckoned(told));
  },
);

law('where nothing is ever spilled it is the same', histories(), cuts(), (told, cut) => {
  const roomy = { recentMax: 1_000, recentMin: 999 };
  alike(totalled(batches(told, cut), roomy), totalled(batches(told, cut)));
});

law('twice is once', histories(), cuts(), (told, cut) => {
  const memory = remembered(batches(told, cut));
  const { buyer } = memory;
  for (const batch of batches(told, cut)) step(memory, batch, tight);
  equal(memory.buyer === buyer, true);
});

law(
  'an order taken back counts as if it had never been',
  histories(),
  shuffles(),
  cuts(),
  (told, shuffled, cut) => {
    const without = told.filter((one) => one.orderId !== 'o1');
    const takenBack: BuyerOrder = { siteId: 'tivoli', contactId, orderId: 'o1', rev: 99, counts: null };
    alike(totalled(batches(shuffled([...told, takenBack]), cut)), totalled(batches(without, cut)));
  },
);

law(
  'what is recent stays within its bound once a batch is over and another comes',
  histories(),
  cuts(),
  (told, cut) => {
    const memory = remembered(batches(told, cut));
    const before = memory.buyer.recent.length;
    step(memory, [{ siteId: 'tivoli', contactId, orderId: 'another', rev: 1, counts: null }], tight);
    equal(memory.buyer.recent.length <= Math.max(tight.recentMax, before === 0 ? 1 : tight.recentMin), true);
  },
);

law(
  'rev rises by one with every batch that changes something, and else stays',
  histories(),
  histories(),
  (some, more) => {
    const memory = remembered([some]);
    const before = memory.buyer;
    step(memory, more, tight);
    equal(memory.buyer.rev, memory.buyer === before ? before.rev : before.rev + 1);
  },
);

law(
  'every contribution is added or has a fault or is refused, whatever it says',
  fc.array(anyContribution()),
  cuts(),
  (told, cut) => {
    const taken = told.filter((one) => faultyField(one) === undefined);
    const memory = remembered([]);
    for (const batch of batches(taken, cut)) step(memory, batch, tight);
    const totals = purchaseTotals(memory.buyer);
    for (const number of numbersIn(totals)) equal(Math.abs(number) <= 2 ** 52, true);
  },
);

interface Memory {
  buyer: Buyer;
  readonly spilled: Map<string, BuyerOrder>;
}

/** One batch as the verb does it, with a map for the documents of spilled contributions. */
function step(memory: Memory, batch: readonly BuyerOrder[], bounds: BuyerBounds): void {
  const { buyer, spilled } = memory;
  const orders = new Map(
    ordersToRead(buyer, batch).flatMap((id) => [[id, spilled.get(id)] as const].filter(isFound)),
  );
  const hidden = new Set(ordersNotToCount(buyer, batch, orders));
  const shown = [...spilled.values()]
    .filter((one) => !hidden.has(one.orderId))
    .flatMap((one) => countedOrder(one) ?? []);
  const [first = null, last = null] = [shown.sort(comparePlace)[0], shown.at(-1)];
  const extremes = losesExtreme(buyer, batch, orders) ? { first, last } : null;
  const evolved = evolve(buyer, batch, { orders, extremes }, bounds);
  for (const one of evolved.spilled)
    if (one.rev > (spilled.get(one.orderId)?.rev ?? 0)) spilled.set(one.orderId, one);
  memory.buyer = evolved.buyer;
}

function isFound(entry: readonly [string, BuyerOrder | undefined]): entry is [string, BuyerOrder] {
  return entry[1] !== undefined;
}

function remembered(told: readonly (readonly BuyerOrder[])[], bounds = tight): Memory {
  const memory: Memory = { buyer: initialBuyer('tivoli', contactId), spilled: new Map() };
  for (const batch of told) step(memory, batch, bounds);
  return memory;
}

function totalled(told: readonly (readonly BuyerOrder[])[], bounds = tight): PurchaseTotals {
  return purchaseTotals(remembered(told, bounds).buyer);
}

/** The same but for `rev`. */
const alike = (a: PurchaseTotals, b: PurchaseTotals): void => equal({ ...a, rev: 0 }, { ...b, rev: 0 });

/** Contributions of few orders; at one rev an order says one thing. */
function histories(): fc.Arbitrary<BuyerOrder[]> {
  const value = (currency: string, basis: Basis) =>
    fc
      .tuple(fc.integer({ min: -50, max: 100_000 }), fc.constantFrom(2, 3))
      .map(([amount, scale]) => canonical(amount, scale, currency, basis) as Money);
  const counts: fc.Arbitrary<Contribution> = fc.record({
    placedAt: fc.nat(4),
    productCount: fc.integer({ min: 1, max: 9 }),
    values: fc
      .tuple(fc.option(value('EUR', 'net')), fc.option(value('GBP', 'gross')))
      .map((both) => both.filter((one) => one !== null)),
  });
  const revs = fc.array(fc.option(counts, { freq: 3 }), { minLength: 4, maxLength: 4 });
  const tables = fc.array(revs, { minLength: 8, maxLength: 8 });
  return fc
    .tuple(tables, fc.array(fc.tuple(fc.nat(7), fc.nat(3)), { maxLength: 24, size: 'max' }))
    .map(([table, picks]) =>
      picks.map(([order, rev]) => ({
        siteId: 'tivoli',
        contactId,
        orderId: `o${order}`,
        rev: rev + 1,
        counts: table[order]?.[rev] ?? null,
      })),
    );
}

function cuts(): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });
}

/** A history as batches of these sizes, over and over. */
function batches(told: readonly BuyerOrder[], sizes: readonly number[]): BuyerOrder[][] {
  const cut: BuyerOrder[][] = [];
  for (let at = 0; at < told.length; ) {
    const size = sizes[cut.length % sizes.length] ?? 1;
    cut.push(told.slice(at, at + size));
    at += size;
  }
  return cut;
}

function anyContribution(): fc.Arbitrary<BuyerOrder> {
  const any = arbitraryOf<BuyerOrder>(topics.buyerOrders.schema, { longMin: -(2 ** 52) });
  const head = { siteId: 'tivoli', contactId };
  const amount = fc.maxSafeInteger().map((long) => Math.max(-(2 ** 52), long));
  const counts = fc.record({
    placedAt: fc.nat(),
    productCount: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.maxSafeInteger()),
    values: amount.map((long) => [{ amount: long, scale: 2, currency: 'GBP', basis: 'gross' as const }]),
  });
  const good = fc.record({
    orderId: fc.nat(4).map(String),
    rev: fc.integer({ min: 1, max: 9 }),
    counts: fc.option(counts),
  });
  return fc.oneof(
    any,
    fc.tuple(any, good).map(([one, some]) => ({ ...one, ...head, ...some })),
  );
}

/** Money as decimals of any size, and averages as they are, so that scales do not matter. */
function summed(totals: PurchaseTotals): unknown {
  const spend = totals.spend.map(
    ({ currency, basis, orderCount, scale, total, lastOrderValue, averageOrderValue }) => {
      const unit = 10n ** BigInt(6 - scale);
      return {
        kind: `${currency} ${basis}`,
        orderCount,
        total: BigInt(total) * unit,
        last: BigInt(lastOrderValue) * unit,
        average: averageOrderValue,
      };
    },
  );
  const { orderCount, productCount, averageProductCount, firstPurchaseAt, lastPurchaseAt, lastOrderId } =
    totals;
  return {
    orderCount,
    productCount,
    averageProductCount,
    firstPurchaseAt,
    lastPurchaseAt,
    lastOrderId,
    spend,
  };
}

/** What the contributions come to: the newest of each order, added up in whole numbers of any size. */
function reckoned(told: readonly BuyerOrder[]): unknown {
  const newest = Object.values(Object.groupBy(told, (one) => one.orderId)).map(
    (all) => all?.toSorted((a, b) => b.rev - a.rev)[0],
  );
  const counting = newest.flatMap((one) => (one?.counts ? [{ orderId: one.orderId, ...one.counts }] : []));
  counting.sort((a, b) => a.placedAt - b.placedAt || (a.orderId < b.orderId ? -1 : 1));
  const last = counting.at(-1);
  const productCount = counting.reduce((sum, one) => sum + one.productCount, 0);
  const kinds = [
    ...new Set(counting.flatMap((one) => one.values.map((value) => `${value.currency} ${value.basis}`))),
  ].sort();
  const millionths = (values: readonly Money[], kind: string) =>
    values
      .filter((value) => `${value.currency} ${value.basis}` === kind)
      .reduce((sum, { amount, scale }) => sum + BigInt(amount) * 10n ** BigInt(6 - scale), 0n);
  return {
    orderCount: counting.length,
    productCount,
    averageProductCount:
      counting.length === 0 ? null : rounded(BigInt(productCount) * 10_000n, BigInt(counting.length)),
    firstPurchaseAt: counting[0]?.placedAt ?? null,
    lastPurchaseAt: last?.placedAt ?? null,
    lastOrderId: last?.orderId ?? null,
    spend: kinds.map((kind) => {
      const orderCount = counting.filter((one) =>
        one.values.some((value) => `${value.currency} ${value.basis}` === kind),
      ).length;
      const total = counting.reduce((sum, one) => sum + millionths(one.values, kind), 0n);
      return {
        kind,
        orderCount,
        total,
        last: millionths(last?.values ?? [], kind),
        average: rounded(total, 100n * BigInt(orderCount)),
      };
    }),
  };
}

/** A half goes to the even neighbour. */
function rounded(dividend: bigint, divisor: bigint): number {
  const below = (dividend - (((dividend % divisor) + divisor) % divisor)) / divisor;
  const twice = 2n * (dividend - below * divisor);
  return Number(twice > divisor || (twice === divisor && below % 2n !== 0n) ? below + 1n : below);
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
