import { readFileSync } from 'node:fs';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { ended, type GivenSystem, givenSystem, orderFileIn } from './given-system.ts';

const facts = 10_000;
const timeoutMs = 120_000;

let given: GivenSystem;

beforeEach(async () => {
  given = await givenSystem({
    stack: stackFromEnv(),
    prefix: `${uniqueName('stop')}-`,
    services: ['order-aggregator'],
  });
}, timeoutMs);

afterEach(() => given.end(), timeoutMs);

it(
  'order-aggregator asked to stop under load finishes its work at hand, leaves, and the next one goes on at once',
  async () => {
    const importing = given.importing(orderFileIn(given.folder, { seed: 21, facts }), ['--rate', '4000']);
    const aggregator = given.system.service('order-aggregator');
    for (const at of [2_000, 6_000]) {
      await eventually(async () => expect(await given.factsThere()).toBeGreaterThanOrEqual(at), {
        timeoutMs: 60_000,
      });
      await aggregator.stop();
      const last = JSON.parse(
        readFileSync(aggregator.logFile, 'utf8').trimEnd().split('\n').at(-1) ?? '',
      ) as object;
      expect(last).toMatchObject({ message: 'stopped', reason: 'drained' });
      await aggregator.start();
    }
    expect(await ended(importing)).toBe(0);
    await given.atRest();
    expect(await given.differences()).toEqual([]);
  },
  timeoutMs,
);
