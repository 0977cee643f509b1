import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { drawnTogether, itemsIn, itemsOf, type Page, pages } from './acceptance/covered-items.ts';

/**
 * Prints which of the promises of the five pages a spec names, and which none does yet; `--where` names the specs.
 * Always ends with 0: what is not covered is work, not a fault.
 */
const specs = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.spec.ts'], {
  encoding: 'utf8',
});
const covered = new Map<string, string[]>();
for (const path of specs.trim().split('\n'))
  for (const item of itemsIn(path, readFileSync(path, 'utf8')))
    covered.set(item, [...(covered.get(item) ?? []), path]);

let total = 0;
for (const page of Object.keys(pages) as Page[]) {
  const items = itemsOf(page);
  const open = items.filter((item) => !covered.has(item));
  const done = items.length - open.length;
  total += done;
  console.log(`\n${page}  ${pages[page].about}  ${done} of ${items.length}`);
  if (open.length > 0) console.log(`  not yet  ${drawnTogether(open)}`);
  if (process.argv.includes('--where'))
    for (const item of items) for (const path of covered.get(item) ?? []) console.log(`  ${item}  ${path}`);
}
console.log(`\n${total} of 362 covered by the name of a test`);
