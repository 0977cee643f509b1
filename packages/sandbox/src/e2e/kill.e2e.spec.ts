import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import { ended, type GivenSystem, givenSystem, orderFileIn } from './given-system.ts';

const facts = 20_000;
/** Slow enough to be killed in the middle, whatever the machine. */
const rate = ['--rate', '4000'];
const timeoutMs = 150_000;

let given: GivenSystem;

beforeEach(async () => {
  given = await givenSystem({
    stack: stackFromEnv(),
    prefix: `${uniqueName('kill')}-`,
    services: ['order-aggregator'],
  });
}, timeoutMs);

afterEach(() => given.end(), timeoutMs);

it(
  'order-aggregator killed again and again in the middle of a replay loses nothing and counts nothing twice',
  async () => {
    const file = orderFileIn(given.folder, { seed: 11, facts });
    const importing = given.importing(file, rate);
    const aggregator = given.system.service('order-aggregator');
    for (const at of [3_000, 10_000]) {
      await reaches(at);
      await aggregator.kill9();
      await aggregator.start();
    }
    expect(await ended(importing)).toBe(0);
    await given.atRest();
    expect(await given.differences()).toEqual([]);
    expect(await given.factsThere()).toBe(facts);
  },
  timeoutMs,
);

it(
  'an import killed in the middle goes on where it was, and what was sent twice counts once',
  async () => {
    const file = orderFileIn(given.folder, { seed: 12, facts });
    for (const at of [3_000, 9_000]) {
      const importing = given.importing(file, rate);
      await reaches(at);
      importing.kill('SIGKILL');
      expect(await ended(importing)).toBe('SIGKILL');
    }
    expect(await ended(given.importing(file))).toBe(0);
    await given.atRest();
    expect(await given.differences()).toEqual([]);
    // All of it, and not all of it again: it resumed.
    expect(await given.factsThere()).toBeGreaterThanOrEqual(facts);
    expect(await given.factsThere()).toBeLessThan(facts * 1.5);
  },
  timeoutMs,
);

async function reaches(facts: number): Promise<void> {
  await eventually(async () => expect(await given.factsThere()).toBeGreaterThanOrEqual(facts), {
    timeoutMs: 60_000,
    everyMs: 50,
  });
}
