import { hash } from 'node:crypto';
import type { Difference } from './difference.ts';

/** What was said of one key last. */
export interface Newest {
  readonly rev: number;
  /** The value as it stood on the wire. */
  readonly bytes: Buffer;
}

/**
 * Snapshots of a topic as they come along, one partition's in their order. Keeps the newest of each key, and notes at
 * once what must never happen on the wire.
 */
export class SnapshotLog {
  readonly newest = new Map<string, Newest>();
  readonly differences: Difference[] = [];
  readonly #topic: string;
  readonly #payloads = new Map<string, string>();
  readonly #lastRev = new Map<string, number>();
  messages = 0;

  constructor(topic: string) {
    this.#topic = topic;
  }

  note(key: string, rev: number, bytes: Buffer): void {
    this.messages++;
    const last = this.#lastRev.get(key) ?? 0;
    if (rev < last) this.#differ('rev-fell', key, `${last} or more`, String(rev));
    this.#lastRev.set(key, rev);
    const name = `${key}\n${rev}`;
    const digest = hash('sha1', bytes);
    const known = this.#payloads.get(name);
    if (known !== undefined && known !== digest) {
      this.#differ('same-rev', key, `one payload of rev ${rev}`, 'another one');
    }
    if (known === undefined) this.#payloads.set(name, digest);
    // A copy: what kafkajs hands out is a window on everything that was fetched with it.
    if (rev >= (this.newest.get(key)?.rev ?? 0)) this.newest.set(key, { rev, bytes: Buffer.from(bytes) });
  }

  /** The payload that was announced under this key and rev, if any, is not this one. */
  contradicts(key: string, rev: number, bytes: Buffer): boolean {
    const known = this.#payloads.get(`${key}\n${rev}`);
    return known !== undefined && known !== hash('sha1', bytes);
  }

  /** A message that no reader of this topic can use. */
  noteUnreadable(key: string, fault: string): void {
    this.messages++;
    this.#differ('snapshot', key, 'a readable value', fault);
  }

  #differ(point: Difference['point'], key: string, expected: string, actual: string): void {
    this.differences.push({ point, place: this.#topic, key, field: 'rev', expected, actual });
  }
}
