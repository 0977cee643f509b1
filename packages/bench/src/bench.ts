/**
 * Measures the goals of speed, cost and scale: `npm run bench`. Everything it needs it starts itself, and ends it.
 */
import { everyday, plain } from './contenders/baselines.ts';
import { ours } from './contenders/ours.ts';
import { openGround } from './ground.ts';
import { pass } from './measure/pass.ts';
import { readOptions, usage } from './options.ts';
import { openWorks } from './work/works.ts';

const options = readOptions(process.argv.slice(2));
if (options === 'help' || 'fault' in options) {
  console.log(options === 'help' ? usage : `${options.fault}\n\n${usage}`);
  process.exit(64);
}
const ground = await openGround(options, (line) => console.error(line));
try {
  const works = await openWorks(ground);
  for (let i = 0; i < options.reps; i++) {
    await pass(ground, plain, await works.get('w1'));
    await pass(ground, plain, await works.get('w2'));
  }
  await pass(ground, everyday, await works.get('w1-first'));
  if (process.env['OURS']) await pass(ground, ours, await works.get('w1'));
} finally {
  await ground.close();
}
