import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ours } from '../contenders/ours.ts';
import { root } from '../ground.ts';
import { pass } from '../measure/pass.ts';
import type { Bench } from '../rows/row.ts';
import { byGroup, type CpuProfile, selfTimes } from './self-times.ts';

const FUNCTIONS_SHOWN = 35;

/** Profiles order-aggregator on both works, from its start to its end, and prints what costs most. */
export async function profileOurs({ ground, works }: Bench): Promise<number> {
  for (const name of ['w1', 'w2'] as const) {
    const folder = join(root, '.stamkunde', 'profiles', `${name}-${Date.now()}`);
    mkdirSync(folder, { recursive: true });
    const work = await works.get(name);
    await pass(ground, ours, work, {
      flags: ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${folder}`],
    });
    for (const file of readdirSync(folder)) {
      const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
      console.log(`\n${name}, self time in µs per fact (${join(folder, file)})`);
      const times = selfTimes(profile);
      const perFact = (time: number) => (time / work.facts).toFixed(2).padStart(8);
      for (const { group, time } of byGroup(times)) console.log(`${perFact(time)}  ${group}`);
      console.log('');
      for (const { name: label, group, time } of times.slice(0, FUNCTIONS_SHOWN))
        console.log(`${perFact(time)}  ${label}  [${group}]`);
    }
  }
  return 0;
}
