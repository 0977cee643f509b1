import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { arriving, type GivenPairing, givenPairing, whenPartIs } from './given-pairing.ts';

/** A larger office for whoever has the time: KILLED_PEOPLE=100000. */
const people = Number(process.env['KILLED_PEOPLE'] ?? 400);
const timeoutMs = Math.max(150_000, people * 30);

let given: GivenPairing;

beforeAll(async () => {
  given = await givenPairing({ stack: stackFromEnv(), prefix: `${uniqueName('kill-pairing')}-` });
}, timeoutMs);

afterAll(() => given.end(), timeoutMs);

it(
  'identity-pairing killed again and again gives nobody what is not theirs, and takes nothing from anybody',
  async () => {
    const pairing = given.system.service('identity-pairing');
    const killed = async () => {
      await pairing.kill9();
      await pairing.start();
    };
    await given.send(
      arriving(21, people),
      whenPartIs([
        [0.2, killed],
        [0.4, killed],
        [0.7, killed],
      ]),
    );
    await given.atRest();
    expect(await given.differences()).toEqual([]);
  },
  timeoutMs,
);
