import { everyday, plain } from '../contenders/baselines.ts';
import { ours } from '../contenders/ours.ts';
import type { Ground } from '../ground.ts';
import { type Pass, pass } from '../measure/pass.ts';
import type { Works } from '../work/works.ts';

export interface Duel {
  readonly ours: readonly Pass[];
  readonly plain: readonly Pass[];
}

/** Passes that several rows look at; each is done once, when it is first asked for. */
export interface Duels {
  /** Ours and the plain loop in turn, as often as repetitions were asked for. */
  of(work: 'w1' | 'w2'): Promise<Duel>;
  /** The everyday way on the first facts of a work; once, since it takes minutes and its share in a ratio is large. */
  everyday(work: 'w1' | 'w2'): Promise<Pass>;
}

export function openDuels(ground: Ground, works: Works): Duels {
  const duels = new Map<string, Promise<Duel>>();
  const everydays = new Map<string, Promise<Pass>>();

  async function fight(name: 'w1' | 'w2'): Promise<Duel> {
    const work = await works.get(name);
    const passes = { ours: [] as Pass[], plain: [] as Pass[] };
    for (let rep = 0; rep < ground.options.reps; rep++) {
      // Each begins every other time: whoever goes second finds a warmer broker.
      const order = rep % 2 === 0 ? ([plain, ours] as const) : ([ours, plain] as const);
      for (const contender of order)
        passes[contender === ours ? 'ours' : 'plain'].push(await pass(ground, contender, work));
    }
    return passes;
  }

  const once = <T>(made: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> => {
    const promise = made.get(name) ?? make();
    made.set(name, promise);
    return promise;
  };

  return {
    of: (name) => once(duels, name, () => fight(name)),
    everyday: (name) =>
      once(everydays, name, async () => pass(ground, everyday, await works.get(`${name}-first`))),
  };
}
