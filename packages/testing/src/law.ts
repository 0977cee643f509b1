import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';

/**
 * A test that must hold for all generated values. A failure prints the smallest counterexample found and the seed;
 * `FC_SEED=…` repeats it, `FC_RUNS=…` changes how many values are tried (default 100).
 *
 * @example law('twice is once', histories(), (history) => equal(fold([...history, ...history]), fold(history)));
 */
export function law<Values extends [unknown, ...unknown[]]>(
  name: string,
  ...parts: [
    ...arbitraries: { [K in keyof Values]: fc.Arbitrary<Values[K]> },
    property: (...values: Values) => boolean | void | Promise<boolean | void>,
  ]
): void {
  const seed = numberFrom('FC_SEED') ?? (Date.now() ^ (Math.random() * 0x1_0000_0000)) | 0;
  const numRuns = numberFrom('FC_RUNS') ?? 100;
  const arbitraries = parts.slice(0, -1) as unknown as { [K in keyof Values]: fc.Arbitrary<Values[K]> };
  const property = parts.at(-1) as (...values: Values) => boolean | void | Promise<boolean | void>;
  // Bounded by runs, not by time: a law that stops early on a busy machine proves less there than elsewhere.
  it(`${name} (law)`, async () => {
    const checked = fc.asyncProperty<Values>(...arbitraries, async (...values) => property(...values));
    const details = await fc.check(checked, { seed, numRuns });
    if (!details.failed) return;
    const report = `"${name}" does not hold. Repeat with FC_SEED=${seed}.\n${fc.defaultReportMessage(details)}`;
    throw new Error(report, { cause: details.errorInstance });
  }, 120_000);
}

/** Fails with the difference when two values are not deeply equal; fit for the end of a law. */
export function equal(actual: unknown, expected: unknown): void {
  deepStrictEqual(actual, expected);
}

/** Functions that bring a list into some other order: the same one each time it is asked. */
export function shuffles(): fc.Arbitrary<<T>(list: readonly T[]) => T[]> {
  return fc.integer().map((seed) => <T>(list: readonly T[]): T[] => {
    const mixed = [...list];
    let state = seed >>> 0;
    for (let last = mixed.length - 1; last > 0; last--) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const other = Math.floor((state / 0x1_0000_0000) * (last + 1));
      [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
    }
    return mixed;
  });
}

function numberFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isInteger(number)) throw new Error(`${name} must be an integer`);
  return number;
}
