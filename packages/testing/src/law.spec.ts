import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { equal, law, shuffles } from './law.ts';

law(
  'a shuffle keeps every element and is the same each time',
  fc.array(fc.integer()),
  shuffles(),
  (list, shuffle) => {
    equal(shuffle(list), shuffle(list));
    equal([...shuffle(list)].sort(), [...list].sort());
  },
);

law('an asynchronous property is awaited', fc.integer(), async (number) => {
  expect(await Promise.resolve(number)).toBe(number);
});

describe('a law that does not hold', () => {
  it('names its seed and the smallest counterexample, and the seed repeats it', () => {
    const source = `
      globalThis.it = async (name, run) => run().then(() => console.log('held'), (error) => console.log(error.message));
      const { law } = await import(${JSON.stringify(new URL('law.ts', import.meta.url).href)});
      const fc = (await import('fast-check')).default;
      law('numbers stay below 100', fc.nat(), (number) => number < 100);`;
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', source], {
        env: { ...process.env, NODE_OPTIONS: '', ...env },
        cwd: new URL('.', import.meta.url),
        encoding: 'utf8',
      }).stdout;
    const first = run({});
    expect(first).toContain('Counterexample: [100]');
    const seed = /FC_SEED=(-?\d+)/.exec(first)?.[1] ?? '';
    expect(run({ FC_SEED: seed })).toBe(run({ FC_SEED: seed }));
    expect(run({ FC_SEED: seed, FC_RUNS: '1' })).toMatch(/held|Counterexample/);
  });
});
