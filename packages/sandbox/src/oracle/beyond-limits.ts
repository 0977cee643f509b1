import type { OrderLineFact } from '@stamkunde/contracts';
import { foldOrder } from './fold-order.ts';

/** What one order may hold, as order-aggregator's README tells producers. */
const limits = { lines: 5_000, cancellations: 20_000, buyers: 100, bytes: 900_000, sum: 2n ** 52n };

/** Reasons by which a valid fact may be refused: its order has become too large, or a sum could not be exact any more. */
const limitReasons: readonly string[] = ['order-too-large', 'amount-too-large'];

/**
 * Whether a refusal for this reason can be right, given everything that was ever said of the order. Which of its facts
 * was the one too many depends on the order of arrival, so nothing more can be asked.
 */
export function isBeyondLimits(reason: string, facts: readonly OrderLineFact[]): boolean {
  if (!limitReasons.includes(reason)) return false;
  const order = foldOrder(facts);
  const cancellations = order.lines.reduce((sum, line) => sum + line.cancellations.length, 0);
  // JSON is never shorter than Avro.
  const bytes = JSON.stringify(order).length;
  const pieces = facts.reduce((sum, { quantity }) => sum + BigInt(quantity ?? 0), 0n);
  const units = facts.reduce((sum, { quantity, unitPrice }) => {
    if (unitPrice === null) return sum;
    const amount = BigInt(Math.abs(unitPrice.amount)) * 10n ** BigInt(6 - unitPrice.scale);
    return sum + amount * BigInt(quantity ?? 0);
  }, 0n);
  return (
    order.lines.length > limits.lines ||
    cancellations > limits.cancellations ||
    order.otherBuyers.length + 1 > limits.buyers ||
    bytes > limits.bytes ||
    pieces >= limits.sum ||
    units >= limits.sum
  );
}
