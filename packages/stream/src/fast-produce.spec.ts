import { createRequire } from 'node:module';
import fc from 'fast-check';
import { encodedProduce, installFastProduce, type Produce, type RecordToEncode } from './fast-produce.ts';

const require = createRequire(import.meta.url);
// The originals, taken before ours are put in their place.
const theirs = require('kafkajs/src/protocol/requests/produce/v3/request.js') as (produce: object) => {
  apiKey: number;
  apiVersion: number;
  encode(): Promise<{ buffer: Buffer }>;
};
const framed = require('kafkajs/src/protocol/request.js') as (options: object) => Promise<{ buffer: Buffer }>;
const Long = require('kafkajs/src/utils/long.js') as { fromValue(value: string): unknown };

const bytes = fc.uint8Array({ maxLength: 3_000 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 40 });
const record: fc.Arbitrary<RecordToEncode> = fc.record(
  {
    key: fc.oneof(fc.constant(null), bytes, text),
    value: fc.oneof(fc.constant(null), bytes),
    headers: fc.dictionary(
      text.filter((name) => name !== '__proto__' && !/^\d+$/.test(name)),
      fc.oneof(bytes, text, fc.array(bytes, { minLength: 1, maxLength: 3 })),
      { maxKeys: 9 },
    ),
  },
  { requiredKeys: ['key', 'value'] },
);
const requests: fc.Arbitrary<Produce> = fc
  .record({
    acks: fc.constantFrom(-1, 1),
    timeout: fc.nat(100_000),
    transactionalId: fc.option(text),
    producerId: fc.bigInt({ min: -1n, max: 2n ** 62n }).map((id) => Long.fromValue(String(id))),
    producerEpoch: fc.nat(30_000),
    topicData: fc.array(
      fc.record({
        topic: text,
        partitions: fc.array(
          fc.record({
            partition: fc.nat(100),
            firstSequence: fc.nat(),
            messages: fc.array(record, { minLength: 1, maxLength: 12 }),
          }),
          { maxLength: 4 },
        ),
      }),
      { maxLength: 3 },
    ),
  })
  .map((produce) => ({ ...produce, compression: 0 }));

const { now } = Date;
beforeAll(() => {
  Date.now = () => 1_764_255_600_000;
});
afterAll(() => {
  Date.now = now;
});

describe('a produce request', () => {
  it('has the very bytes kafkajs writes', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (produce) => {
        const { buffer } = await theirs(produce).encode();
        expect(encodedProduce(produce).buffer.equals(buffer)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('has them with times of its own for each message that has one, whichever comes first', async () => {
    const messages = ['1700000000500', null, '1700000000000', '1700000000999'].map((timestamp) => ({
      key: 'k',
      value: Buffer.from('v'),
      timestamp,
    }));
    const produce = {
      acks: -1,
      timeout: 1,
      compression: 0,
      topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 7, messages }] }],
    };
    expect(encodedProduce(produce).buffer).toEqual((await theirs(produce).encode()).buffer);
  });

  it('has the very bytes with the head of the request before it, and nothing of it is copied', async () => {
    installFastProduce();
    const ours = require('kafkajs/src/protocol/requests/produce/v7/request.js') as typeof theirs;
    await fc.assert(
      fc.asyncProperty(requests, fc.nat(), text, async (produce, correlationId, clientId) => {
        const original = Object.assign(theirs(produce), { apiVersion: 7 });
        const expected = await framed({ correlationId, clientId, request: original });
        const { buffer } = await framed({ correlationId, clientId, request: ours(produce) });
        expect(buffer.equals(expected.buffer)).toBe(true);
        // Somewhere in the room the body was written into, and not in a buffer of the encoder.
        expect(buffer.byteOffset).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('is copied as ever where the name of the client does not fit before it', async () => {
    installFastProduce();
    const ours = require('kafkajs/src/protocol/requests/produce/v7/request.js') as typeof theirs;
    const produce = { acks: -1, timeout: 1, topicData: [] };
    const clientId = 'x'.repeat(600);
    const original = Object.assign(theirs({ ...produce, compression: 0 }), { apiVersion: 7 });
    const { buffer } = await framed({ correlationId: 1, clientId, request: ours(produce) });
    expect(buffer.equals((await framed({ correlationId: 1, clientId, request: original })).buffer)).toBe(
      true,
    );
  });
});
