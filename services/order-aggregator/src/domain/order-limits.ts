import type { LineAsBought, Order, OrderLine, OrderLineFact } from '@stamkunde/contracts';

/** How large one order may become. */
export interface OrderLimits {
  /** Lines, those only known from their cancellations included. */
  readonly linesMax: number;
  readonly cancellationsMax: number;
  /** Contacts ever stated as the buyer: each of them is told of every change. */
  readonly buyersMax: number;
  /** Size of the snapshot. Kafka takes 1 MiB; the rest of it is for the order's head and totals, and for headers. */
  readonly bytesMax: number;
}

export const orderLimits: OrderLimits = {
  linesMax: 5_000,
  cancellationsMax: 20_000,
  buyersMax: 100,
  bytesMax: 900_000,
};

/** Why a fact can not be folded although nothing is wrong with it: the order would pass a limit. */
export interface Excess {
  readonly reason: 'order-too-large' | 'amount-too-large';
  readonly detail: string;
}

/** How much of its limits an order uses. */
export interface Load {
  readonly lines: number;
  readonly cancellations: number;
  readonly buyers: number;
  readonly bytes: number;
  readonly pieces: number;
  /** What all lines were bought for, whatever the sign and the currency, in millionths. Close, not exact. */
  readonly value: number;
  /** The finest scale of a price. */
  readonly scale: number;
}

/**
 * Sums stay below 2^52 and not 2^53: a negative long beyond that has no exact form on its way through Avro. So the
 * bound lies far above what the sum of so many doubles can be wrong by, too.
 */
const SUM_MAX = 2 ** 52;

/** A UUID with its length. */
const ID_BYTES = 37;

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/**
 * The load of an order as it stands.
 *
 * @param encodedBytes size of its snapshot, from whoever has encoded it: to find it out anew for each batch would cost
 *   an order of thousands of lines more than the fold itself
 */
export function loadOf(order: Order, encodedBytes: number): Load {
  let cancellations = 0;
  let pieces = 0;
  let value = 0;
  let scale = 0;
  for (const line of order.lines) {
    cancellations += line.cancellations.length;
    if (line.bought === null) continue;
    pieces += line.bought.quantity;
    value += worth(line.bought);
    scale = Math.max(scale, line.bought.unitPrice?.scale ?? 0);
  }
  const buyers = order.otherBuyers.length + (order.buyer === null ? 0 : 1);
  return { lines: order.lines.length, cancellations, buyers, bytes: encodedBytes, pieces, value, scale };
}

/** The load once `fact` has made a line into another. What is cancelled counts in full: taking back frees nothing. */
export function withLine(
  load: Load,
  before: OrderLine | undefined,
  after: OrderLine,
  fact: OrderLineFact,
): Load {
  const known = before?.bought ?? null;
  const stated = after.bought;
  const bytes = load.bytes + (before === undefined ? lineBytes(after) : 0);
  if (stated === null || stated === known) {
    const added = after.cancellations.length - (before?.cancellations.length ?? 0);
    const growth = added === 0 ? LONG_BYTES_MAX : cancellationBytes(fact);
    return {
      ...load,
      lines: load.lines + Number(before === undefined),
      cancellations: load.cancellations + added,
      bytes: bytes + growth,
    };
  }
  return {
    lines: load.lines + Number(before === undefined),
    cancellations: load.cancellations,
    buyers: load.buyers,
    bytes: bytes + boughtBytes(stated) - (known === null ? 0 : boughtBytes(known)),
    pieces: load.pieces + stated.quantity - (known?.quantity ?? 0),
    value: load.value + worth(stated) - (known === null ? 0 : worth(known)),
    scale: Math.max(load.scale, stated.unitPrice?.scale ?? 0),
  };
}

/** The load once another contact has been stated as the buyer. */
export function withBuyer(load: Load): Load {
  return { ...load, buyers: load.buyers + 1, bytes: load.bytes + ID_BYTES };
}

/** Which limit is passed by going from one load to the next. What does not grow is not held against the fact. */
export function excessOf(before: Load, after: Load, limits: OrderLimits): Excess | undefined {
  const { linesMax, cancellationsMax, buyersMax, bytesMax } = limits;
  if (after.lines > linesMax && after.lines > before.lines) return tooLarge(`${linesMax} lines`);
  if (after.cancellations > cancellationsMax && after.cancellations > before.cancellations)
    return tooLarge(`${cancellationsMax} cancellations`);
  if (after.buyers > buyersMax && after.buyers > before.buyers) return tooLarge(`${buyersMax} buyers`);
  if (after.bytes > bytesMax && after.bytes > before.bytes) return tooLarge(`${bytesMax} bytes`);
  if (after.pieces >= SUM_MAX)
    return { reason: 'amount-too-large', detail: 'the pieces of the order would pass 2^52' };
  // In units of the finest scale, which is what the totals may have to be written in.
  if ((after.value * (POWERS[after.scale] ?? 1)) / 1_000_000 >= SUM_MAX)
    return { reason: 'amount-too-large', detail: 'the value of the order would pass 2^52 units' };
  return undefined;
}

const tooLarge = (bound: string): Excess => ({
  reason: 'order-too-large',
  detail: `the order would have more than ${bound}`,
});

/** The price itself counts even where no piece is bought: it is kept. */
function worth({ unitPrice, quantity }: LineAsBought): number {
  if (unitPrice === null) return 0;
  return (Math.abs(unitPrice.amount) * Math.max(1, quantity) * 1_000_000) / (POWERS[unitPrice.scale] ?? 1);
}

// Sizes in Avro, rounded up: text has its length before it, an optional field its branch, a list its count and its end.

const LONG_BYTES_MAX = 10;
const LIST_BYTES_MAX = 4;

function lineBytes({ lineId }: OrderLine): number {
  return textBytes(lineId) + LONG_BYTES_MAX + LIST_BYTES_MAX + 1;
}

function boughtBytes({
  quantity,
  productId,
  productName,
  unitPrice,
  occurredAt,
  version,
}: LineAsBought): number {
  const price = unitPrice === null ? 1 : longBytes(unitPrice.amount) + 7;
  const product = 2 + textBytes(productId) + textBytes(productName);
  return longBytes(quantity) + product + price + longBytes(occurredAt) + longBytes(version) + ID_BYTES;
}

function cancellationBytes({ cancellationId, occurredAt }: OrderLineFact): number {
  return textBytes(cancellationId) + LONG_BYTES_MAX + 1 + longBytes(occurredAt) + ID_BYTES;
}

function textBytes(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text) + 2;
}

function longBytes(long: number): number {
  let bytes = 1;
  for (let rest = Math.abs(long) * 2; rest >= 128; rest /= 128) bytes++;
  return bytes;
}
