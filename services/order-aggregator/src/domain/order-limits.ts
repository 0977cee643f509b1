import {
  AVERAGE_SCALE,
  type LineAsBought,
  LONG_MAX,
  type Order,
  type OrderLine,
  type OrderLineFact,
  powerOfTen,
} from '@stamkunde/contracts';

/** How large one order may become. */
export interface OrderLimits {
  /** Lines, those only known from their cancellations included. */
  readonly linesMax: number;
  readonly cancellationsMax: number;
  /** Contacts ever stated as the buyer: each of them is told of every change. */
  readonly buyersMax: number;
  /** Size of the snapshot up to which lines and buyers are taken. */
  readonly bytesMax: number;
  /**
   * Size up to which cancellations are taken: what was taken can be taken back, line by line. The topic takes 3 MiB; the rest
   * of it is for the order's head and totals, and for headers.
   */
  readonly bytesWithCancellationsMax: number;
}

export const orderLimits: OrderLimits = {
  linesMax: 5_000,
  cancellationsMax: 20_000,
  buyersMax: 100,
  bytesMax: 900_000,
  bytesWithCancellationsMax: 2_400_000,
};

/** Why a fact cannot be folded although nothing is wrong with it: the order would pass a limit. */
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
  /** By currency and basis. */
  readonly worths: ReadonlyMap<string, Worth>;
}

/** What all lines of one currency and basis were bought for. */
interface Worth {
  /** Whatever the sign, in millionths. Close, not exact. */
  readonly value: number;
  /** The finest scale of a price. */
  readonly scale: number;
}

/** A UUID with its length. */
const ID_BYTES = 37;

/**
 * The load of an order as it stands.
 *
 * @param encodedBytes size of its snapshot, from whoever has encoded it: to find it out anew for each batch would cost
 *   an order of thousands of lines more than the fold itself
 */
export function loadOf(order: Order, encodedBytes: number): Load {
  let cancellations = 0;
  let pieces = 0;
  const worths = new Map<string, Worth>();
  for (const line of order.lines) {
    cancellations += line.cancellations.length;
    if (line.bought === null) continue;
    pieces += line.bought.quantity;
    addWorth(worths, line.bought, 1);
  }
  const buyers = order.otherBuyers.length + (order.buyer === null ? 0 : 1);
  return { lines: order.lines.length, cancellations, buyers, bytes: encodedBytes, pieces, worths };
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
    worths: restated(load.worths, known, stated),
  };
}

/** The load once another contact has been stated as the buyer. */
export function withBuyer(load: Load): Load {
  return { ...load, buyers: load.buyers + 1, bytes: load.bytes + ID_BYTES };
}

/** Which limit is passed by going from one load to the next. What does not grow is not held against the fact. */
export function excessOf(
  before: Load,
  after: Load,
  { type }: OrderLineFact,
  limits: OrderLimits,
): Excess | undefined {
  const { linesMax, cancellationsMax, buyersMax } = limits;
  if (after.lines > linesMax && after.lines > before.lines) return tooLarge(`${linesMax} lines`);
  if (after.cancellations > cancellationsMax && after.cancellations > before.cancellations)
    return tooLarge(`${cancellationsMax} cancellations`);
  if (after.buyers > buyersMax && after.buyers > before.buyers) return tooLarge(`${buyersMax} buyers`);
  const bytesMax = type === 'LineCancelled' ? limits.bytesWithCancellationsMax : limits.bytesMax;
  if (after.bytes > bytesMax && after.bytes > before.bytes) return tooLarge(`${bytesMax} bytes`);
  if (after.pieces * powerOfTen(AVERAGE_SCALE) >= LONG_MAX && after.pieces > before.pieces)
    return { reason: 'amount-too-large', detail: 'the order would have more than 450 billion pieces' };
  if (after.worths !== before.worths && [...after.worths.values()].some(isInexact))
    return { reason: 'amount-too-large', detail: 'the value of the order could not be summed exactly' };
  return undefined;
}

/** In units of the finest scale, which is what the totals may have to be written in. */
function isInexact({ value, scale }: Worth): boolean {
  return (value * powerOfTen(Math.max(AVERAGE_SCALE, scale))) / 1_000_000 >= LONG_MAX;
}

const tooLarge = (bound: string): Excess => ({
  reason: 'order-too-large',
  detail: `the order would have more than ${bound}`,
});

/** The worths once a line says something else; the same map when neither has a price. */
function restated(
  worths: ReadonlyMap<string, Worth>,
  known: LineAsBought | null,
  stated: LineAsBought,
): ReadonlyMap<string, Worth> {
  if (known?.unitPrice == null && stated.unitPrice === null) return worths;
  const after = new Map(worths);
  if (known !== null) addWorth(after, known, -1);
  addWorth(after, stated, 1);
  return after;
}

/** The price itself counts even where no piece is bought: it is kept. */
function addWorth(worths: Map<string, Worth>, { unitPrice, quantity }: LineAsBought, sign: 1 | -1): void {
  if (unitPrice === null) return;
  const { amount, scale, currency, basis } = unitPrice;
  const kind = `${currency} ${basis}`;
  const known = worths.get(kind) ?? { value: 0, scale: 0 };
  const value = (Math.abs(amount) * Math.max(1, quantity) * 1_000_000) / powerOfTen(scale);
  worths.set(kind, { value: known.value + sign * value, scale: Math.max(known.scale, scale) });
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
