import { law } from '@stamkunde/testing';
import fc from 'fast-check';
import { type Bucket, taken } from './token-bucket.ts';

const perSecond = fc.integer({ min: 1, max: 10_000 });
const request = fc.record({
  facts: fc.integer({ min: 1, max: 1_000 }),
  afterMs: fc.integer({ min: 0, max: 3_000 }),
});

law(
  'the rate holds in the long run, but for one second and one request',
  perSecond,
  fc.array(request),
  (rate, requests) => {
    let bucket: Bucket | undefined;
    let now = 0;
    let passed = 0;
    let largest = 0;
    for (const { facts, afterMs } of requests) {
      now += afterMs;
      const outcome = taken(bucket, facts, rate, now);
      if ('waitMs' in outcome) continue;
      bucket = outcome.bucket;
      passed += facts;
      largest = Math.max(largest, facts);
    }
    expect(passed).toBeLessThanOrEqual(rate * (1 + now / 1_000) + largest);
  },
);

law('who waits as long as told passes', perSecond, fc.integer({ min: 1, max: 1_000 }), (rate, facts) => {
  let bucket: Bucket | undefined;
  for (let now = 0, tries = 0; tries < 20; tries++) {
    const outcome = taken(bucket, facts, rate, now);
    if ('bucket' in outcome) {
      bucket = outcome.bucket;
      continue;
    }
    now += outcome.waitMs;
    expect(taken(bucket, facts, rate, now)).toHaveProperty('bucket');
  }
});

it('turns away who is in debt, and says for how long', () => {
  const first = taken(undefined, 1_000, 10, 0);
  const bucket = 'bucket' in first ? first.bucket : undefined;
  expect(bucket).toEqual({ tokens: -990, at: 0 });
  expect(taken(bucket, 1, 10, 1_000)).toEqual({ waitMs: 98_100 });
});
