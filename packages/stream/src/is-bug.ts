/** A mistake in the code, ours or a library's, as opposed to trouble with Kafka. kafkajs stays idle after one. */
export function isBug(error: unknown): boolean {
  const cause = (error as { cause?: unknown } | null)?.cause;
  return [error, cause].some(
    (one) =>
      one instanceof TypeError ||
      one instanceof RangeError ||
      one instanceof ReferenceError ||
      one instanceof SyntaxError,
  );
}
