import { turn } from './turn.ts';

const LOOK_AT_THE_CLOCK_EVERY = 16;

/**
 * The same as `map`, with the event loop given to others where it takes long: heartbeats, health and whoever reads over
 * HTTP do not wait for a whole batch.
 */
export async function inTurns<T, R>(all: readonly T[], work: (one: T, place: number) => R): Promise<R[]> {
  if (all.length <= LOOK_AT_THE_CLOCK_EVERY) return all.map(work);
  const done: R[] = [];
  let until = await turn();
  for (const one of all) {
    done.push(work(one, done.length));
    if (done.length % LOOK_AT_THE_CLOCK_EVERY === 0 && performance.now() >= until) until = await turn();
  }
  return done;
}
