/** What one site has left to send. */
export interface Bucket {
  /** Tokens; below zero is a debt. */
  readonly tokens: number;
  /** When that was so, in milliseconds of any clock. */
  readonly at: number;
}

/**
 * Takes tokens for so many facts. Whoever has any left may take more than that and is in debt then: a single large
 * request always passes some time, and the rate holds in the long run. Holds what comes in one second at most.
 *
 * @returns the bucket as it is then, or how long to wait until there is something in it
 */
export function taken(
  before: Bucket | undefined,
  facts: number,
  perSecond: number,
  now: number,
): { readonly bucket: Bucket } | { readonly waitMs: number } {
  const elapsedMs = before === undefined ? 0 : Math.max(0, now - before.at);
  const tokens =
    before === undefined ? perSecond : Math.min(perSecond, before.tokens + (elapsedMs / 1_000) * perSecond);
  if (tokens <= 0) return { waitMs: Math.max(1, Math.ceil(((1 - tokens) / perSecond) * 1_000)) };
  return { bucket: { tokens: tokens - facts, at: now } };
}
