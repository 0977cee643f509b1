import { setImmediate as breath } from 'node:timers/promises';

/** How long the event loop is kept from everybody else. */
const SLICE_MS = 4;
const LOOK_AT_THE_CLOCK_EVERY = 16;

/**
 * The same as `map`, with a breath in between where it takes long: heartbeats, health and whoever reads over HTTP do not
 * wait for a whole batch.
 */
export async function inSlices<T, R>(all: readonly T[], work: (one: T, place: number) => R): Promise<R[]> {
  const done: R[] = [];
  let until = performance.now() + SLICE_MS;
  for (const one of all) {
    done.push(work(one, done.length));
    if (done.length % LOOK_AT_THE_CLOCK_EVERY !== 0 || performance.now() < until) continue;
    await breath();
    until = performance.now() + SLICE_MS;
  }
  return done;
}
