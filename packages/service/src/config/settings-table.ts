import { boundsOf, defaultOf, type Settings } from './setting.ts';

/**
 * The settings as a Markdown table, for a service's README. Its spec can say
 * `expect(readme).toContain(settingsTable(settings))`, so that the page cannot fall behind the code.
 */
export function settingsTable(settings: Settings): string {
  const rows = Object.values(settings).map((one) => [
    `\`${one.env}\``,
    one.sentence,
    shownDefault(defaultOf(one)),
    boundsOf(one) + (one.secret ? '; secret' : ''),
  ]);
  const lines = [['Setting', 'Meaning', 'Default', 'Takes'], ['---', '---', '---', '---'], ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function shownDefault(text: string | undefined): string {
  if (text === undefined) return 'must be set';
  return text === '' ? 'not set' : `\`${text}\``;
}
