import type { Address, Passing, Wire } from './wire.ts';

/** Names of the requests by their key (kafka.apache.org/protocol), as far as clients of ours send them. */
const names: Readonly<Record<number, string>> = {
  0: 'Produce',
  1: 'Fetch',
  2: 'ListOffsets',
  3: 'Metadata',
  8: 'OffsetCommit',
  9: 'OffsetFetch',
  10: 'FindCoordinator',
  11: 'JoinGroup',
  12: 'Heartbeat',
  13: 'LeaveGroup',
  14: 'SyncGroup',
  18: 'ApiVersions',
  22: 'InitProducerId',
};

interface Asked {
  readonly name: string;
  readonly version: number;
  readonly about: readonly string[];
}

/**
 * One connection of a Kafka client to the only broker of a cluster. Reads the versions that kafkajs 2.2.4 speaks;
 * others pass, but their answers cannot be redirected.
 */
export function kafkaWire(here: Address): Wire {
  const asked = new Map<number, Asked>();
  return {
    lengthOf: (bytes) => (bytes.length < 4 ? undefined : 4 + bytes.readInt32BE(0)),

    read(direction, bytes) {
      if (direction === 'request') {
        const request = askedBy(bytes);
        asked.set(bytes.readInt32BE(8), request);
        return { direction, name: request.name, about: request.about, bytes };
      }
      const correlationId = bytes.readInt32BE(4);
      const request = asked.get(correlationId);
      asked.delete(correlationId);
      if (request === undefined) return { direction, name: 'unknown', about: [], bytes };
      const { name, about } = request;
      return { direction, name, about, bytes: redirected(bytes, request, here) };
    },
  };
}

/** A produce answer in which every partition has failed with this error code, whatever the broker has done. */
export function withProduceError({ bytes }: Passing, errorCode: number): Buffer {
  const changed = Buffer.from(bytes);
  const cursor = new Cursor(changed, 8);
  for (let topics = cursor.int32(); topics > 0; topics--) {
    cursor.text();
    for (let partitions = cursor.int32(); partitions > 0; partitions--) {
      cursor.skip(4);
      changed.writeInt16BE(errorCode, cursor.at);
      // error code, base offset, log append time, log start offset: version 5 to 7
      cursor.skip(2 + 8 + 8 + 8);
    }
  }
  return changed;
}

function askedBy(bytes: Buffer): Asked {
  const key = bytes.readInt16BE(4);
  const version = bytes.readInt16BE(6);
  const name = names[key] ?? `request ${key}`;
  return { name, version, about: name === 'Produce' && version >= 3 ? producedTopics(bytes) : [] };
}

function producedTopics(bytes: Buffer): string[] {
  const cursor = new Cursor(bytes, 12);
  cursor.text(); // client id
  cursor.text(); // transactional id
  cursor.skip(2 + 4); // acks, timeout
  const topics: string[] = [];
  for (let left = cursor.int32(); left > 0; left--) {
    topics.push(cursor.text());
    for (let partitions = cursor.int32(); partitions > 0; partitions--) {
      cursor.skip(4);
      cursor.skip(cursor.int32());
    }
  }
  return topics;
}

function redirected(bytes: Buffer, request: Asked, here: Address): Buffer {
  const at = brokersIn(bytes, request);
  return at === undefined ? bytes : withAddress(bytes, at, here);
}

/** Where the address of the broker stands in an answer; undefined in answers that hold none. */
function brokersIn(bytes: Buffer, { name, version }: Asked): number | undefined {
  const cursor = new Cursor(bytes, 8);
  if (name === 'Metadata' && version <= 8) {
    if (version >= 3) cursor.skip(4); // throttle time
    if (cursor.int32() !== 1)
      throw new TypeError('a proxy stands before one broker, and this cluster has more');
    cursor.skip(4); // node id
    return cursor.at;
  }
  if (name === 'FindCoordinator' && version <= 2) {
    if (version >= 1) cursor.skip(4); // throttle time
    cursor.skip(2); // error code
    if (version >= 1) cursor.text(); // error message
    cursor.skip(4); // node id
    return cursor.at;
  }
  return undefined;
}

/** Puts host and port at a place where there are others. An empty host is a coordinator that is not known yet. */
function withAddress(bytes: Buffer, at: number, here: Address): Buffer {
  const cursor = new Cursor(bytes, at);
  if (cursor.text() === '') return bytes;
  const address = Buffer.alloc(2 + here.host.length + 4);
  address.writeInt16BE(here.host.length, 0);
  address.write(here.host, 2, 'latin1');
  address.writeInt32BE(here.port, 2 + here.host.length);
  const changed = Buffer.concat([bytes.subarray(0, at), address, bytes.subarray(cursor.at + 4)]);
  changed.writeInt32BE(changed.length - 4, 0);
  return changed;
}

/** Walks through the fields of a message. */
class Cursor {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  skip(length: number): void {
    this.at += Math.max(0, length);
  }

  int32(): number {
    const value = this.#bytes.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  /** A string with its length in two bytes; absent counts as empty. */
  text(): string {
    const length = this.#bytes.readInt16BE(this.at);
    const text = this.#bytes.toString('utf8', this.at + 2, this.at + 2 + Math.max(0, length));
    this.at += 2 + Math.max(0, length);
    return text;
  }
}
