import type { OrderLineFact } from '@stamkunde/contracts';
import { foldOrder } from './fold-order.ts';

/** What one order may hold, as order-aggregator's README tells producers. Cancellations have room of their own. */
const limits = {
  lines: 5_000,
  cancellations: 20_000,
  buyers: 100,
  bytes: 900_000,
  bytesWithCancellations: 2_400_000,
  sum: 2n ** 52n,
};

/**
 * Whether a fact can have been refused for this reason with right, given everything that was ever said of its order:
 * the order has become too large, or a sum could not be exact any more. Which of its facts was the one too many depends on
 * the order of arrival, so nothing more can be asked. What is taken back has been taken: that is refused beyond its own
 * limits only.
 */
export function isBeyondLimits(reason: string, fact: OrderLineFact, all: readonly OrderLineFact[]): boolean {
  if (reason === 'amount-too-large') return isInexact(all);
  if (reason !== 'order-too-large') return false;
  const order = foldOrder(all);
  // JSON is never shorter than Avro.
  const bytes = JSON.stringify(order).length;
  if (fact.type === 'LineCancelled') {
    const cancellations = order.lines.reduce((sum, line) => sum + line.cancellations.length, 0);
    return cancellations > limits.cancellations || bytes > limits.bytesWithCancellations;
  }
  return (
    order.lines.length > limits.lines || order.otherBuyers.length + 1 > limits.buyers || bytes > limits.bytes
  );
}

/** Sums are kept by currency and basis; the finest price says in what units, and averages in ten-thousandths at least. */
function isInexact(facts: readonly OrderLineFact[]): boolean {
  const pieces = facts.reduce((sum, { quantity }) => sum + BigInt(quantity ?? 0), 0n);
  const priced = facts.flatMap(({ unitPrice, quantity }) =>
    unitPrice === null ? [] : [{ unitPrice, quantity }],
  );
  const kinds = Map.groupBy(priced, ({ unitPrice }) => `${unitPrice.currency} ${unitPrice.basis}`);
  const sums = [...kinds.values()].map((some) => {
    const finest = Math.max(4, ...some.map(({ unitPrice }) => unitPrice.scale));
    return some.reduce((sum, { unitPrice: { amount, scale }, quantity }) => {
      const pieces = BigInt(Math.max(1, quantity ?? 0));
      return sum + BigInt(Math.abs(amount)) * 10n ** BigInt(finest - scale) * pieces;
    }, 0n);
  });
  return pieces * 10_000n >= limits.sum || sums.some((sum) => sum >= limits.sum);
}
