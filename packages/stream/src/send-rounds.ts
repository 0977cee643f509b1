import type { Message } from 'kafkajs';
import type { eventHeaders } from './event-headers.ts';
import { Fenced } from './fenced.ts';
import type { BatchInHand } from './in-hand.ts';
import { partitionOf } from './murmur2.ts';
import type { Outgoing } from './outgoing.ts';

/** One request: by topic, the messages of each partition. */
export type Round = ReadonlyMap<string, Message[]>;

export interface RoundOptions {
  /** Number of partitions of each topic. */
  readonly counts: ReadonlyMap<string, number>;
  readonly headersOf: ReturnType<typeof eventHeaders>;
  /** Bytes of one partition in one request. */
  readonly partitionBytesMax: number;
  /** On whose behalf they are sent. */
  readonly batch: BatchInHand | undefined;
}

/** What a record needs besides key, value and headers, at most. */
const RECORD_OVERHEAD_BYTES = 32;

/** Cuts messages into requests so that no partition gets more bytes at once than its broker takes. */
export function sendRounds(messages: readonly Outgoing[], options: RoundOptions): readonly Round[] {
  const { counts, headersOf, partitionBytesMax, batch } = options;
  const cut: Map<string, Grouped>[] = [];
  const filled = new Map<string, { round: number; bytes: number }>();
  const now = new Date().toISOString();
  for (const outgoing of messages) {
    const key = Buffer.from(outgoing.key);
    const count = counts.get(outgoing.topic) ?? 0;
    const partition = count === 0 ? 0 : partitionOf(key, count);
    const headerBytes = headersOf(outgoing, now);
    const bytes = key.length + (outgoing.value?.length ?? 0) + headerBytes.length + RECORD_OVERHEAD_BYTES;
    const place = `${outgoing.topic} ${partition}`;
    let at = filled.get(place);
    if (at === undefined) {
      at = { round: 0, bytes: 0 };
      filled.set(place, at);
    }
    if (at.bytes > 0 && at.bytes + bytes > partitionBytesMax) {
      at.round++;
      at.bytes = 0;
    }
    at.bytes += bytes;
    let request = cut[at.round];
    if (request === undefined) {
      request = new Map();
      cut[at.round] = request;
    }
    let grouped = request.get(outgoing.topic);
    if (grouped === undefined) {
      grouped = new Grouped();
      grouped.batch = batch;
      request.set(outgoing.topic, grouped);
    }
    grouped.add(partition, { key, value: outgoing.value, headerBytes, partition });
  }
  return cut;
}

/** With its headers as bytes, which our encoder takes as they are. */
type OwnMessage = Message & { readonly headerBytes: Buffer };

/**
 * Messages that know their partitions already. kafkajs groups them with `reduce`, copying the list of a partition for
 * every message it adds to it, which for a thousand messages takes longer than sending them.
 *
 * It does so anew for each attempt, which makes this the place to stop one: after an outage of a minute the batch may
 * be somebody else's, and kafkajs would still go on sending it.
 */
class Grouped extends Array<Message> {
  batch: BatchInHand | undefined;
  private readonly byPartition: Record<number, OwnMessage[]> = {};

  static override get [Symbol.species]() {
    return Array;
  }

  add(partition: number, message: OwnMessage): void {
    let list = this.byPartition[partition];
    if (list === undefined) {
      list = [];
      this.byPartition[partition] = list;
    }
    list.push(message);
    this.push(message);
  }

  override reduce(): never {
    if (this.batch?.outdated() === true) throw new Fenced();
    return this.byPartition as never;
  }
}
