import { createRequire } from 'node:module';
import fc from 'fast-check';
import { decodeRecord } from './fast-records.ts';

const require = createRequire(import.meta.url);
// The originals: this file does not import connect-kafka, which would put ours in their place.
const theirEncode = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => {
  buffer: Buffer;
};
const theirDecode = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js') as (
  decoder: unknown,
  context: object,
) => Record<string, unknown>;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (
  bytes: Buffer,
) => { readVarIntBytes(): Buffer };

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 40 });
const records = fc.record({
  offsetDelta: fc.nat(),
  timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  key: fc.oneof(fc.constant(null), bytes, text),
  value: fc.oneof(fc.constant(null), bytes),
  headers: fc.dictionary(
    text.filter((name) => !(name in {}) && !/^\d+$/.test(name)),
    fc.oneof(bytes, text, fc.array(bytes, { minLength: 1, maxLength: 3 })),
    { maxKeys: 9 },
  ),
});
const context = {
  firstOffset: '4503599627370496',
  firstTimestamp: '1700000000000',
  magicByte: 2,
  maxTimestamp: '1700000000999',
  timestampType: 0,
};

describe('a record', () => {
  it('is read as kafkajs reads it', () => {
    fc.assert(
      fc.property(records, fc.constantFrom(0, 1), (record, timestampType) => {
        const body = new Decoder(theirEncode(record).buffer).readVarIntBytes();
        const read = decodeRecord(new Decoder(body) as never, { ...context, timestampType });
        const theirs = theirDecode(new Decoder(body), { ...context, timestampType });
        for (const [name, value] of Object.entries(theirs))
          expect(read[name as keyof typeof read]).toEqual(value);
        for (const [name, value] of Object.entries(read.headers))
          expect(read.header(Buffer.from(name))).toBe([value].flat()[0]?.toString());
        expect(read.header(Buffer.from('not among them'))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
