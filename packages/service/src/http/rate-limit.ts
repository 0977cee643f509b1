import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyRequests } from './problem.ts';

export interface RateLimit {
  /**
   * Takes points from what this key has left. Throws the 429 problem, with the time to wait, when that is not enough.
   * A single call for more than everything counts as everything, or it could never pass.
   */
  take(key: string, points?: number): Promise<void>;
}

/** So many points per key and window, counted in this process: with three processes a key gets three times as much. */
export function rateLimit({ pointsMax, windowMs }: { pointsMax: number; windowMs: number }): RateLimit {
  const limiter = new RateLimiterMemory({ points: pointsMax, duration: windowMs / 1_000 });
  return {
    async take(key, points = 1) {
      try {
        await limiter.consume(key, Math.min(points, pointsMax));
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) throw tooManyRequests(rejection.msBeforeNext);
        throw rejection;
      }
    },
  };
}

/**
 * A key for a caller known by address only, one of 65,536: memory stays bounded however many addresses somebody has.
 * An IPv6 address counts as its network of 64 bits, since that is what one subscriber is given.
 */
export function addressSlot(address: string): string {
  const network = address.includes(':') && !address.startsWith('::ffff:') ? networkOf(address) : address;
  return createHash('sha256').update(network).digest('hex').slice(0, 4);
}

/** The first four groups, written out. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}
