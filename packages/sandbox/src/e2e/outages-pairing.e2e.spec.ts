import { setTimeout as pause } from 'node:timers/promises';
import { type Stack, startStack } from '../stack/start-stack.ts';
import { arriving, type GivenPairing, givenPairing, whenPartIs } from './given-pairing.ts';

const timeoutMs = 180_000;
/** Longer than the group waits for a member. */
const FROZEN_MS = 8_000;

/** A stack of its own: others use the one of the test run. */
const env = {
  ...process.env,
  STAMKUNDE_STACK: process.env['STAMKUNDE_STACK']?.replace(/^(none|external)$/, '') ?? '',
  STAMKUNDE_BROKERS: '',
  STAMKUNDE_MONGO_URI: '',
  STAMKUNDE_REGISTRY_URL: '',
};

let stack: Stack;
let given: GivenPairing;

beforeAll(async () => {
  stack = await startStack({ env });
  given = await givenPairing({ stack, prefix: '' });
}, timeoutMs);

afterAll(async () => {
  await given.end();
  await stack.stop();
}, timeoutMs);

it(
  'a database killed, a broker stopped and killed, and a freeze that the group takes for death restart nobody and change nothing',
  async () => {
    const pairing = given.system.service('identity-pairing');
    const { pid } = pairing;
    await given.send(
      arriving(31, 1_000),
      whenPartIs([
        [
          0.2,
          async () => {
            await stack.mongo.kill9();
            await stack.mongo.start();
          },
        ],
        [
          0.4,
          async () => {
            await stack.kafka.stop();
            await stack.kafka.start();
          },
        ],
        [
          0.6,
          async () => {
            await pairing.pause();
            await pause(FROZEN_MS);
            await pairing.resume();
          },
        ],
        [
          0.8,
          async () => {
            await stack.kafka.kill9();
            await stack.kafka.start();
          },
        ],
      ]),
    );
    await given.atRest();
    expect(await given.differences()).toEqual([]);
    expect(pairing.pid).toBe(pid);
  },
  timeoutMs,
);
