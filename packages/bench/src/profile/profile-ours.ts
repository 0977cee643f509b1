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
    const { cpu } = await pass(ground, ours, work, {
      flags: ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${folder}`],
    });
    // A profile knows the time that passes, which on a busy machine is more than what was used.
    const used = ((cpu.client ?? Number.NaN) / work.facts) * 1e6;
    for (const file of readdirSync(folder)) {
      const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
      const times = selfTimes(profile);
      console.log(`\n${name}: ${used.toFixed(1)} µs of CPU a fact, by share of ${join(folder, file)}`);
      const line = (share: number, text: string) =>
        console.log(
          `${(share * used).toFixed(2).padStart(7)} µs ${(share * 100).toFixed(1).padStart(5)} %  ${text}`,
        );
      for (const { group, share } of byGroup(times)) line(share, group);
      console.log('');
      for (const one of times.slice(0, FUNCTIONS_SHOWN)) line(one.share, `${one.name}  [${one.group}]`);
    }
  }
  return 0;
}
