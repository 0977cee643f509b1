import { readFileSync } from 'node:fs';
import { settingsTable } from '@stamkunde/service';
import { settings } from './config.ts';

it('is what the README says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(plain(readme)).toContain(plain(settingsTable(settings)));
});

/** Without what a formatter adds to line up the columns of a table. */
function plain(markdown: string): string {
  return markdown.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}
