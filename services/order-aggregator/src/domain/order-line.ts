import {
  type Cancellation,
  canonical,
  type LineAsBought,
  type Money,
  type OrderLine,
  type OrderLineFact,
} from '@stamkunde/contracts';
import { compareText, isNewer } from './statement.ts';

/** A line of which nothing has been heard yet. */
export function initialLine(lineId: string): OrderLine {
  return { lineId, quantity: 0, bought: null, cancellations: [] };
}

/**
 * The line after a LineBought: a register, the highest (version, factId) wins. Two facts that share even these and say
 * different things are told apart by what they say, never by which came first. The same object when nothing changes.
 */
export function bought(line: OrderLine, fact: OrderLineFact): OrderLine {
  const known = line.bought;
  if (
    known !== null &&
    (fact.version < known.version || (fact.version === known.version && fact.factId < known.factId))
  )
    return line;
  const statement = asBought(fact);
  if (known !== null && !isNewer(statement, known) && compareContent(statement, known) <= 0) return line;
  return { ...line, bought: statement, quantity: remaining(statement, line.cancellations) };
}

/**
 * The line after a LineCancelled: cancellations are only ever added, and one that is stated twice takes the greater
 * quantity, so that neither the order of arrival nor a repetition matters. It may come before its line. The same
 * object when nothing changes.
 */
export function cancelled(line: OrderLine, fact: OrderLineFact): OrderLine {
  const { cancellationId, quantity, occurredAt, factId } = fact;
  if (cancellationId === null) return line;
  const cancellation: Cancellation = { cancellationId, quantity, occurredAt, factId };
  const at = placeOf(line.cancellations, cancellationId);
  const known = line.cancellations[at];
  const isKnown = known?.cancellationId === cancellationId;
  if (isKnown && compareCancellation(cancellation, known) <= 0) return line;
  const cancellations = line.cancellations.toSpliced(at, isKnown ? 1 : 0, cancellation);
  return { ...line, cancellations, quantity: remaining(line.bought, cancellations) };
}

/** The line as it counts in an order that is annulled or not; the same object when it does already. */
export function counting(line: OrderLine, annulled: boolean): OrderLine {
  const quantity = annulled ? 0 : remaining(line.bought, line.cancellations);
  return quantity === line.quantity ? line : { ...line, quantity };
}

/** Whether the fact says of its line, at the same version, something else than what is known. */
export function contradicts({ bought: known }: OrderLine, fact: OrderLineFact): boolean {
  return known !== null && known.version === fact.version && compareContent(asBought(fact), known) !== 0;
}

/** Pieces that are left. A cancellation of the whole line takes everything, for ever, whatever the quantity becomes. */
function remaining(statement: LineAsBought | null, cancellations: readonly Cancellation[]): number {
  if (statement === null) return 0;
  let left = statement.quantity;
  for (const { quantity } of cancellations) {
    if (quantity === null) return 0;
    left -= quantity;
  }
  return Math.max(0, left);
}

function asBought({
  quantity,
  productId,
  productName,
  unitPrice,
  occurredAt,
  version,
  factId,
}: OrderLineFact): LineAsBought {
  return {
    quantity: quantity ?? 0,
    productId,
    productName,
    unitPrice: inCanonicalForm(unitPrice),
    occurredAt,
    version,
    factId,
  };
}

function inCanonicalForm(price: Money | null): Money | null {
  return price === null ? null : (canonical(price.amount, price.scale, price.currency, price.basis) ?? null);
}

/** Any total order will do, if it looks at everything that is stated. */
function compareContent(a: LineAsBought, b: LineAsBought): number {
  return (
    a.quantity - b.quantity ||
    a.occurredAt - b.occurredAt ||
    compareText(a.productId, b.productId) ||
    compareText(a.productName, b.productName) ||
    comparePrice(a.unitPrice, b.unitPrice)
  );
}

function comparePrice(a: Money | null, b: Money | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return (
    a.amount - b.amount ||
    a.scale - b.scale ||
    compareText(a.currency, b.currency) ||
    compareText(a.basis, b.basis)
  );
}

function compareCancellation(a: Cancellation, b: Cancellation): number {
  const more = (a.quantity ?? Number.POSITIVE_INFINITY) - (b.quantity ?? Number.POSITIVE_INFINITY);
  // Two whole-line cancellations: infinity less infinity is no number.
  return more || compareText(a.factId, b.factId) || a.occurredAt - b.occurredAt;
}

/** Where the cancellation stands in the sorted list, or where it would have to be put. */
function placeOf(cancellations: readonly Cancellation[], cancellationId: string): number {
  let low = 0;
  let high = cancellations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cancellations[middle]?.cancellationId ?? '') < cancellationId) low = middle + 1;
    else high = middle;
  }
  return low;
}
