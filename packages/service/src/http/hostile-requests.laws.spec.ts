import { eventually, hostileRequests, law, rawRequest } from '@stamkunde/testing';
import fc from 'fast-check';
import { startSampleApi } from './sample-api.ts';

// Ten at a time in each of the hundred runs of a law: a thousand requests.
const volleys = fc.array(hostileRequests(['/v1/seats', '/v1/orders/1']), { minLength: 10, maxLength: 10 });

describe('the HTTP host under hostile requests', () => {
  let api: Awaited<ReturnType<typeof startSampleApi>>;
  beforeAll(async () => {
    api = await startSampleApi({ bodyLimitBytes: 100_000, requestTimeoutMs: 500 });
  });
  afterAll(() => api.close());

  law(
    'answers each with a problem document of the 400s, or with what was asked for, and goes on',
    volleys,
    async (volley) => {
      const answers = await Promise.all(volley.map(({ bytes }) => rawRequest(api.url, bytes)));
      for (const answer of answers) {
        if (answer === undefined) throw new Error('no answer');
        if (answer.status < 400) continue;
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers['content-type']).toContain('application/problem+json');
        if (answer.body !== '') expect(JSON.parse(answer.body)).toMatchObject({ status: answer.status });
      }
      await eventually(async () => expect((await fetch(`${api.url}/v1/orders/1`)).status).toBe(200));
      expect(api.lines.filter(({ level }) => level !== 'info')).toEqual([]);
    },
  );
});
