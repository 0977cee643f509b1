import { readFileSync } from 'node:fs';
import { readConfig, settingsTable } from '@stamkunde/service';
import { settings } from './config.ts';

it('is what the README says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(plain(readme)).toContain(plain(settingsTable(settings)));
});

/** Without what a formatter adds to line up the columns of a table. */
function plain(markdown: string): string {
  return markdown.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}

describe('the retention of some sites', () => {
  const environment = {
    STAMKUNDE_BROKERS: 'b:1',
    STAMKUNDE_MONGO_URI: 'm',
    STAMKUNDE_REGISTRY_URL: 'http://r',
  };
  const read = (text: string) =>
    readConfig(settings, { ...environment, RETENTION_DAYS_BY_SITE: text }).retentionDaysBySite;

  it('is read from one variable', () => {
    expect(read('theatre=14, tivoli = 60')).toEqual([
      ['theatre', 14],
      ['tivoli', 60],
    ]);
    expect(read('')).toEqual([]);
  });

  it.each([
    'theatre',
    'theatre=',
    'theatre=0',
    'theatre=3651',
    'The Theatre=3',
    'theatre=1.5',
    'theatre=14;tivoli=3',
  ])('is not read from %p', (text) => expect(() => read(text)).toThrow('RETENTION_DAYS_BY_SITE'));
});
