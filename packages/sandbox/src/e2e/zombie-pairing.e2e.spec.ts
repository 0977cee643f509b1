import { setTimeout as pause } from 'node:timers/promises';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { arriving, type GivenPairing, givenPairing, whenPartIs } from './given-pairing.ts';

const timeoutMs = 180_000;
/** Longer than the group waits for a member. */
const FROZEN_MS = 8_000;
/** Slow enough that each is awake again before the next one is frozen. */
const PACE_MS = 300;

let given: GivenPairing;

beforeAll(async () => {
  given = await givenPairing({ stack: stackFromEnv(), prefix: `${uniqueName('zombie-pairing')}-` });
}, timeoutMs);

afterAll(() => given.end(), timeoutMs);

it(
  'processes that come, go, and go on when others have taken over say nothing that is not so',
  async () => {
    const first = given.system.service('identity-pairing');
    const second = await given.another();
    // Facts go on coming meanwhile: the others take over, and the frozen one wakes up in the middle of a batch.
    const freezes: Promise<void>[] = [];
    const frozen = (who: typeof second) => async () => {
      await who.pause();
      freezes.push(pause(FROZEN_MS).then(() => who.resume()));
    };
    await given.send(
      arriving(41, 1_500),
      whenPartIs([
        [0.1, frozen(first)],
        [0.5, frozen(second)],
        [0.6, async () => void (await given.another())],
        [
          0.95,
          async () => {
            await Promise.all(freezes);
            await second.kill9();
          },
        ],
      ]),
      PACE_MS,
    );
    await Promise.all(freezes);
    await given.atRest();
    expect(await given.differences()).toEqual([]);
  },
  timeoutMs,
);
