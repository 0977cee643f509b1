import { createRequire } from 'node:module';
import { crc32c } from '@node-rs/crc32';

/**
 * Encodes produce requests in place of kafkajs, which allocates half a kilobyte for every header it writes and copies
 * every message nine times into zeroed buffers twice its size, one for each layer of the protocol: together that cost
 * more than all the rest of the way of a fact. Here a request is measured, then written once, checksum and all. Same
 * bytes; the spec compares them with the originals. kafkajs 2.2.4 is pinned, and has had no release since.
 *
 * Must be called before kafkajs sends for the first time, since its modules keep what they have required.
 */
export function installFastProduce(): void {
  const require = createRequire(import.meta.url);
  // Versions 4 to 7 are made of version 3.
  const theirs = require('kafkajs/src/protocol/requests/produce/v3/request.js') as ProduceRequestOf;
  const request = require.cache[require.resolve('kafkajs/src/protocol/requests/produce/v3/request.js')];
  if (request !== undefined) request.exports = ours(theirs);
  adoptRoomy(require('kafkajs/src/protocol/encoder.js') as new () => Encoder);
}

/** A record as kafkajs's producer hands it over. */
export interface RecordToEncode {
  readonly key?: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[]>>;
  /** All headers as they stand in a record, in place of `headers`. */
  readonly headerBytes?: Buffer;
  /** Milliseconds; the moment of sending when left out. */
  readonly timestamp?: string | number | null;
}

/** What kafkajs asks for. */
export interface Produce {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  /** A 64-bit number of kafkajs's own kind, or anything that prints as one. */
  readonly producerId?: unknown;
  readonly producerEpoch?: number;
  /** 0 for none. */
  readonly compression?: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly firstSequence?: number;
      readonly messages: readonly RecordToEncode[];
    }[];
  }[];
}

type ProduceRequestOf = (produce: Produce) => { encode(): Promise<unknown> };

function ours(theirs: ProduceRequestOf): ProduceRequestOf {
  return (produce) => {
    const request = theirs(produce);
    // Left alone: compressed records are another layer, and nobody here compresses.
    if ((produce.compression ?? 0) !== 0) return request;
    return { ...request, encode: async () => encodedProduce(produce) };
  };
}

/** Bytes with room before them, so that what comes first can be written there and nothing has to be copied. */
export interface Roomy {
  readonly room: Buffer;
  /** Where the bytes begin in the room; they reach to its end. */
  readonly start: number;
  readonly buf: Buffer;
  readonly buffer: Buffer;
  size(): number;
}

interface Encoder {
  buf: Buffer;
  offset: number;
  writeEncoder(value: Roomy | Encoder): this;
  room?: Buffer;
  start?: number;
}

/** For the head of a request: its size, kind and number, and the name of the client. */
const HEADROOM_BYTES = 512;

/** Whatever an encoder holds already goes into the room before the bytes, and the encoder goes on with that room. */
function adoptRoomy({ prototype }: new () => Encoder): void {
  const copied = prototype.writeEncoder;
  prototype.writeEncoder = function (this: Encoder, value: Roomy | Encoder) {
    const { room, start = 0 } = value;
    if (room === undefined || start < this.offset) return copied.call(this, value);
    const from = start - this.offset;
    this.buf.copy(room, from, 0, this.offset);
    this.buf = room.subarray(from);
    this.offset = this.buf.length;
    this.room = room;
    this.start = from;
    return this;
  };
}

const BATCH_HEAD_BYTES = 61;
const MAGIC = 2;
const TRANSACTIONAL = 16;
/** What a batch's checksum covers begins here: after its place, length, epoch, magic number and the checksum itself. */
const CHECKED_FROM = 21;

/** The body of a produce request, version 3 to 7. */
export function encodedProduce(produce: Produce): Roomy {
  const { acks, timeout, transactionalId = null, topicData } = produce;
  const now = Date.now();
  let size = 2 + (transactionalId === null ? 0 : Buffer.byteLength(transactionalId)) + 2 + 4 + 4;
  const topics = topicData.map(({ topic, partitions }) => {
    size += 2 + Buffer.byteLength(topic) + 4;
    return { topic, batches: partitions.map((data) => ({ ...data, ...measured(data.messages, now) })) };
  });
  for (const { batches } of topics) for (const { bytes } of batches) size += 8 + bytes;
  room = Buffer.allocUnsafeSlow(HEADROOM_BYTES + size);
  at = HEADROOM_BYTES;
  writeString(transactionalId);
  at = room.writeInt16BE(acks, at);
  at = room.writeInt32BE(timeout, at);
  at = room.writeInt32BE(topics.length, at);
  for (const { topic, batches } of topics) {
    writeString(topic);
    at = room.writeInt32BE(batches.length, at);
    for (const batch of batches) {
      at = room.writeInt32BE(batch.partition, at);
      at = room.writeInt32BE(batch.bytes, at);
      writeBatch(batch, produce);
    }
  }
  const done = { room, start: HEADROOM_BYTES, buf: room.subarray(HEADROOM_BYTES) };
  room = NOTHING;
  return { ...done, buffer: done.buf, size: () => done.buf.length };
}

interface Measured {
  readonly bytes: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  /** Size of each record, its own length not counted. */
  readonly bodies: readonly number[];
  readonly timestamps: readonly number[];
}

function measured(messages: readonly RecordToEncode[], now: number): Measured {
  let firstTimestamp = Number.POSITIVE_INFINITY;
  let maxTimestamp = Number.NEGATIVE_INFINITY;
  for (const { timestamp } of messages) {
    if (timestamp === undefined || timestamp === null) continue;
    firstTimestamp = Math.min(firstTimestamp, Number(timestamp));
    maxTimestamp = Math.max(maxTimestamp, Number(timestamp));
  }
  if (firstTimestamp > maxTimestamp) {
    firstTimestamp = now;
    maxTimestamp = now;
  }
  let bytes = BATCH_HEAD_BYTES;
  const timestamps: number[] = [];
  const bodies: number[] = [];
  for (const [place, { key = null, value, headers, headerBytes, timestamp }] of messages.entries()) {
    const delta = Number(timestamp ?? now) - firstTimestamp;
    const body =
      1 +
      sizeOfVarLong(delta) +
      sizeOfVarInt(place) +
      sizeOfBytes(key) +
      sizeOfBytes(value) +
      (headerBytes?.length ?? sizeOfHeaders(headers));
    timestamps.push(delta);
    bodies.push(body);
    bytes += sizeOfVarInt(body) + body;
  }
  return { bytes, firstTimestamp, maxTimestamp, bodies, timestamps };
}

let room: Buffer;
let at = 0;
const NOTHING = Buffer.alloc(0);

function writeBatch(
  batch: Measured & Produce['topicData'][number]['partitions'][number],
  { transactionalId, producerId = -1, producerEpoch = 0 }: Produce,
): void {
  const { bytes, messages, firstTimestamp, maxTimestamp, firstSequence = 0 } = batch;
  const start = at;
  at = room.writeBigInt64BE(0n, at);
  at = room.writeInt32BE(bytes - 12, at);
  at = room.writeInt32BE(0, at);
  at = room.writeInt8(MAGIC, at);
  at = start + CHECKED_FROM;
  at = room.writeInt16BE(transactionalId ? TRANSACTIONAL : 0, at);
  at = room.writeInt32BE(messages.length - 1, at);
  at = room.writeBigInt64BE(BigInt(firstTimestamp), at);
  at = room.writeBigInt64BE(BigInt(maxTimestamp), at);
  at = room.writeBigInt64BE(BigInt(String(producerId)), at);
  at = room.writeInt16BE(producerEpoch, at);
  at = room.writeInt32BE(firstSequence, at);
  at = room.writeInt32BE(messages.length, at);
  for (const [place, { key = null, value, headers, headerBytes }] of messages.entries()) {
    writeVarInt(batch.bodies[place] as number);
    room[at++] = 0;
    writeVarLong(batch.timestamps[place] as number);
    writeVarInt(place);
    writeBytes(key);
    writeBytes(value);
    if (headerBytes === undefined) writeHeaders(headers);
    else at += headerBytes.copy(room, at);
  }
  room.writeUInt32BE(crc32c(room.subarray(start + CHECKED_FROM, at)), start + CHECKED_FROM - 4);
}

function writeString(text: string | null): void {
  if (text === null) {
    at = room.writeInt16BE(-1, at);
    return;
  }
  at = room.writeInt16BE(Buffer.byteLength(text), at);
  at += room.write(text, at);
}

function sizeOfHeaders(headers: RecordToEncode['headers']): number {
  let size = 0;
  let count = 0;
  for (const name in headers) {
    const value = headers[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      count++;
      size += sizeOfBytes(name) + sizeOfBytes(one ?? null);
    }
  }
  return sizeOfVarInt(count) + size;
}

function writeHeaders(headers: RecordToEncode['headers']): void {
  let count = 0;
  for (const name in headers) count += Array.isArray(headers[name]) ? headers[name].length : 1;
  writeVarInt(count);
  for (const name in headers) {
    const value = headers[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      writeBytes(name);
      writeBytes(one ?? null);
    }
  }
}

function sizeOfBytes(bytes: Buffer | string | null): number {
  if (bytes === null) return 1;
  const length = Buffer.byteLength(bytes);
  return sizeOfVarInt(length) + length;
}

function writeBytes(bytes: Buffer | string | null): void {
  if (bytes === null) return writeVarInt(-1);
  if (typeof bytes === 'string') {
    writeVarInt(Buffer.byteLength(bytes));
    at += room.write(bytes, at);
    return;
  }
  writeVarInt(bytes.length);
  at += bytes.copy(room, at);
}

function sizeOfVarInt(value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let size = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    size++;
  }
  return size;
}

function writeVarInt(value: number): void {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    room[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  room[at++] = rest;
}

/** A number of at most 2^53, which milliseconds between two records are. */
function sizeOfVarLong(value: number): number {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let size = 1;
  while (rest > 0x7f) {
    rest = Math.floor(rest / 128);
    size++;
  }
  return size;
}

function writeVarLong(value: number): void {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  while (rest > 0x7f) {
    room[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  room[at++] = rest;
}
