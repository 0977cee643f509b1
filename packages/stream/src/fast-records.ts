import { createRequire } from 'node:module';

/**
 * Encodes and decodes single Kafka records in place of kafkajs, which allocates half a kilobyte for every header it
 * writes and copies all headers for every header it reads: with the nine headers of a CloudEvent that took 22 µs a
 * record to write and 6 to read, more than all the rest of the way of a fact together. Same bytes, same objects; the
 * spec compares both with the originals. kafkajs 2.2.4 is pinned, and has had no release since.
 *
 * Must be imported before kafkajs sends or fetches for the first time, since its modules keep what they have required.
 */
export function installFastRecords(): void {
  const require = createRequire(import.meta.url);
  require('kafkajs/src/protocol/recordBatch/record/v0/index.js');
  require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js');
  const encoder = require.cache[require.resolve('kafkajs/src/protocol/recordBatch/record/v0/index.js')];
  const decoder = require.cache[require.resolve('kafkajs/src/protocol/recordBatch/record/v0/decoder.js')];
  if (encoder !== undefined) encoder.exports = encodeRecord;
  if (decoder !== undefined) decoder.exports = decodeRecord;
}

/** A record as kafkajs's producer hands it over. */
export interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[]>>;
  /** All headers as they stand in a record, in place of `headers`. */
  readonly headerBytes?: Buffer;
}

const SLAB_BYTES = 262_144;
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let at = 0;

/** The record as bytes, in the shape of kafkajs's Encoder: it is copied into the batch at once. */
export function encodeRecord(record: RecordToEncode): { readonly buf: Buffer; readonly buffer: Buffer } {
  const { offsetDelta = 0, timestampDelta = 0, key, value, headers, headerBytes } = record;
  const body =
    1 +
    sizeOfVarLong(timestampDelta) +
    sizeOfVarInt(offsetDelta) +
    sizeOfBytes(key) +
    sizeOfBytes(value) +
    (headerBytes?.length ?? sizeOfHeaders(headers));
  const size = sizeOfVarInt(body) + body;
  if (at + size > slab.length) {
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, size));
    at = 0;
  }
  const start = at;
  writeVarInt(body);
  slab[at++] = 0;
  writeVarLong(timestampDelta);
  writeVarInt(offsetDelta);
  writeBytes(key);
  writeBytes(value);
  if (headerBytes === undefined) writeHeaders(headers);
  else at += headerBytes.copy(slab, at);
  const buffer = slab.subarray(start, at);
  return { buf: buffer, buffer };
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
    at += slab.write(bytes, at);
    return;
  }
  writeVarInt(bytes.length);
  at += bytes.copy(slab, at);
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
    slab[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  slab[at++] = rest;
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
    slab[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  slab[at++] = rest;
}

interface BatchContext {
  readonly firstOffset?: string;
  readonly firstTimestamp?: string;
  readonly magicByte?: number;
  readonly isControlBatch?: boolean;
  /** 1 where the broker sets the time. */
  readonly timestampType?: number;
  readonly maxTimestamp?: string;
}

/** A record as kafkajs's consumer hands it on, but for the headers, which are read when somebody asks. */
export class DecodedRecord {
  readonly magicByte: number | undefined;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
  private readonly headerBytes: Buffer;
  private read: Record<string, Buffer | Buffer[]> | undefined;

  constructor(bytes: Buffer, context: BatchContext) {
    const from = new Cursor(bytes);
    this.attributes = from.bytes.readInt8(from.at++);
    const timestampDelta = from.varLong();
    const logAppendTime =
      context.timestampType === 1 && context.maxTimestamp !== undefined && context.maxTimestamp !== '';
    this.timestamp = logAppendTime
      ? String(context.maxTimestamp)
      : String(Number(context.firstTimestamp) + timestampDelta);
    this.offset = String(Number(context.firstOffset) + from.varInt());
    this.key = from.slice();
    this.value = from.slice();
    this.headerBytes = bytes.subarray(from.at);
    this.magicByte = context.magicByte;
    this.isControlRecord = context.isControlBatch ?? false;
    this.batchContext = context;
  }

  get headers(): Record<string, Buffer | Buffer[]> {
    this.read ??= headersIn(this.headerBytes);
    return this.read;
  }
}

/** Takes the place of kafkajs's decoder of one record. */
export function decodeRecord(
  decoder: { readonly buffer: Buffer; readonly offset: number },
  context: BatchContext = {},
): DecodedRecord {
  return new DecodedRecord(
    decoder.offset === 0 ? decoder.buffer : decoder.buffer.subarray(decoder.offset),
    context,
  );
}

function headersIn(bytes: Buffer): Record<string, Buffer | Buffer[]> {
  const from = new Cursor(bytes);
  const headers: Record<string, Buffer | Buffer[]> = {};
  for (let left = from.varInt(); left > 0; left--) {
    const name = from.slice()?.toString() ?? '';
    const value = from.slice() as Buffer;
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return headers;
}

class Cursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  varInt(): number {
    let result = 0;
    let shift = 0;
    for (;;) {
      const byte = this.bytes[this.at++] as number;
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (result >>> 1) ^ -(result & 1);
      shift += 7;
    }
  }

  varLong(): number {
    let result = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++] as number;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result % 2 === 1 ? -(result + 1) / 2 : result / 2;
      factor *= 128;
    }
  }

  slice(): Buffer | null {
    const length = this.varInt();
    if (length < 0) return null;
    const slice = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return slice;
  }
}
