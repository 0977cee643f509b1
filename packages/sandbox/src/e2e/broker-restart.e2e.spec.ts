import { eventually } from '@stamkunde/testing';
import { type Stack, startStack } from '../stack/start-stack.ts';
import { ended, type GivenSystem, givenSystem, orderFileIn } from './given-system.ts';

const facts = 12_000;
const timeoutMs = 180_000;

/** A stack of its own: others use the one of the test run. */
const env = {
  ...process.env,
  STAMKUNDE_STACK: process.env['STAMKUNDE_STACK']?.replace(/^(none|external)$/, '') ?? '',
  STAMKUNDE_BROKERS: '',
  STAMKUNDE_MONGO_URI: '',
  STAMKUNDE_REGISTRY_URL: '',
};

let stack: Stack;
let given: GivenSystem;

beforeAll(async () => {
  stack = await startStack({ env });
  given = await givenSystem({ stack, prefix: '', services: ['order-aggregator'] });
}, timeoutMs);

afterAll(async () => {
  await given.end();
  await stack.stop();
}, timeoutMs);

it(
  'a broker that is stopped, and one that is killed, in the middle of a replay restart nobody and lose nothing',
  async () => {
    const aggregator = given.system.service('order-aggregator');
    const { pid } = aggregator;
    const importing = given.importing(orderFileIn(given.folder, { seed: 31, facts }), ['--rate', '3000']);
    await reaches(2_000);
    await stack.kafka.stop();
    await stack.kafka.start();
    await reaches(6_000);
    await stack.kafka.kill9();
    await stack.kafka.start();
    expect(await ended(importing)).toBe(0);
    await given.atRest();
    expect(await given.differences()).toEqual([]);
    expect(aggregator.pid).toBe(pid);
  },
  timeoutMs,
);

async function reaches(facts: number): Promise<void> {
  await eventually(async () => expect(await given.factsThere()).toBeGreaterThanOrEqual(facts), {
    timeoutMs: 90_000,
  });
}
