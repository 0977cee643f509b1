/** Bytes by key, in a bounded room. */
export interface ByteCache {
  /** Those that are there: copies, which nobody else will write to. */
  find(keys: readonly string[]): Map<string, Buffer>;
  set(key: string, bytes: Buffer): void;
  delete(key: string): void;
  clear(): void;
}

interface Place {
  readonly key: string;
  /** Bytes ever written before it; where it lies follows from that. */
  readonly start: number;
  readonly length: number;
}

/**
 * A cache that keeps all bytes in one block, written round and round: what was set longest ago goes first. No buffer is
 * made for an entry, where a cache of buffers of their own spends more time making them, and having them collected,
 * than finding what it looks for.
 *
 * @param roomBytes size of the block; keys take a little more
 */
export function byteCache(roomBytes: number): ByteCache {
  const block = Buffer.allocUnsafeSlow(roomBytes);
  const places = new Map<string, Place>();
  /** In the order they were set, those deleted or set again since then, too. */
  let queue: Place[] = [];
  let oldest = 0;
  let written = 0;

  function evict(before: number): void {
    for (let place = queue[oldest]; place !== undefined && place.start < before; place = queue[++oldest]) {
      if (places.get(place.key) === place) places.delete(place.key);
    }
    if (oldest * 2 > queue.length) {
      queue = queue.slice(oldest);
      oldest = 0;
    }
  }

  return {
    find(keys) {
      const known = keys.flatMap((key) => places.get(key) ?? []);
      // One buffer for all of them: to make one for each would take longer than to copy what goes in.
      const copy = Buffer.allocUnsafeSlow(known.reduce((sum, { length }) => sum + length, 0));
      const found = new Map<string, Buffer>();
      let end = 0;
      for (const { key, start, length } of known) {
        const from = start % roomBytes;
        block.copy(copy, end, from, from + length);
        found.set(key, copy.subarray(end, end + length));
        end += length;
      }
      return found;
    },

    set(key, bytes) {
      const { length } = bytes;
      if (length > roomBytes) {
        places.delete(key);
        return;
      }
      const left = roomBytes - (written % roomBytes);
      // An entry lies in one piece: what does not fit before the end begins at the front again.
      const start = length > left ? written + left : written;
      written = start + length;
      evict(written - roomBytes);
      bytes.copy(block, start % roomBytes);
      const place = { key, start, length };
      places.set(key, place);
      queue.push(place);
    },

    delete(key) {
      places.delete(key);
    },

    clear() {
      places.clear();
      queue = [];
      oldest = 0;
    },
  };
}
