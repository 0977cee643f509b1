/** Load beyond which the table doubles. */
const LOAD_MAX = 0.6;

/**
 * Counts how often the same words came by, in 16 bytes for each different one, however long: a file of millions of
 * cancellations is counted without keeping its text. Two different ones with the same 53-bit hash would share a count:
 * below one in a hundred million for a million of them, and their cancellation ids differ all the same.
 */
export class OccurrenceCounter {
  private hashes: Float64Array;
  private counts: Uint32Array;
  private used = 0;

  constructor(capacity = 1_024) {
    this.hashes = new Float64Array(capacity);
    this.counts = new Uint32Array(capacity);
  }

  /** Counts one more and returns how many it is now, 1 for the first. */
  next(...words: readonly string[]): number {
    if (this.used >= this.hashes.length * LOAD_MAX) this.grow();
    const hash = hashOf(words);
    const slot = this.slotOf(hash);
    if (this.counts[slot] === 0) {
      this.hashes[slot] = hash;
      this.used++;
    }
    const count = (this.counts[slot] ?? 0) + 1;
    this.counts[slot] = count;
    return count;
  }

  /** The slot that holds a hash, or the free one it belongs into. */
  private slotOf(hash: number): number {
    let slot = hash % this.hashes.length;
    while (this.counts[slot] !== 0 && this.hashes[slot] !== hash) slot = (slot + 1) % this.hashes.length;
    return slot;
  }

  private grow(): void {
    const { hashes, counts } = this;
    this.hashes = new Float64Array(hashes.length * 2);
    this.counts = new Uint32Array(counts.length * 2);
    for (let old = 0; old < counts.length; old++) {
      if (counts[old] === 0) continue;
      const slot = this.slotOf(hashes[old] ?? 0);
      this.hashes[slot] = hashes[old] ?? 0;
      this.counts[slot] = counts[old] ?? 0;
    }
  }
}

/** 53 bits out of two multiplicative hashes of 32 (cyrb53's construction), a separator between words. */
function hashOf(words: readonly string[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (code: number): void => {
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  };
  for (const word of words) {
    for (let index = 0; index < word.length; index++) mix(word.charCodeAt(index));
    mix(0x1_0000);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
