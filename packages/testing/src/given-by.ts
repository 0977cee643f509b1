import { deepStrictEqual, strictEqual } from 'node:assert/strict';

/** A state reached by facts, about which something can be said. */
export interface Given<State, Fact> {
  /** The same with more facts: what is said of "nothing" below is said of these only. */
  when(...facts: readonly Fact[]): Given<State, Fact>;
  /** Looks at the state. */
  then(look: (state: State) => void): void;
  /** The facts of the last step changed nothing: the very same object came back. */
  thenNothing(): void;
}

/**
 * The harness for a fold: `const given = givenBy(evolve, initialState)`, then
 * `given(cancelled, bought).then((order) => expect(seats(order)).toBe(0))`.
 * Each fact is deep-frozen and so is each state, thus a fold that mutates its input fails here and not in production.
 */
export function givenBy<State, Fact>(
  evolve: (state: State, fact: Fact) => State,
  initialState: () => State,
): (...facts: readonly Fact[]) => Given<State, Fact> {
  const step = (before: State, facts: readonly Fact[]): Given<State, Fact> => {
    const after = facts.reduce((state, fact) => frozen(evolve(state, frozen(fact))), before);
    return {
      when: (...more) => step(after, more),
      // biome-ignore lint/suspicious/noThenProperty: the sentence reads given … then; nobody awaits it
      then: (look) => look(after),
      thenNothing: () => {
        deepStrictEqual(after, before);
        strictEqual(
          after,
          before,
          'equal, but another object: a fold that changes nothing returns the state it got',
        );
      },
    };
  };
  return (...facts) => step(frozen(initialState()), facts);
}

function frozen<T>(value: T): T {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined || open.length > 0; next = open.pop()) {
    if (next === null || typeof next !== 'object' || Object.isFrozen(next) || ArrayBuffer.isView(next))
      continue;
    Object.freeze(next);
    open.push(...Object.values(next));
  }
  return value;
}
