import type { ShownError } from './masked.ts';

const colours: Record<string, number> = { debug: 90, info: 36, warn: 33, error: 31, fatal: 35 };

/** A JSON log line as a person reads it: time, level, message, fields; errors on lines of their own. */
export function prettyLine(line: string, colour: boolean): string {
  const { time, level, message, service, version, error, urls, settings, ...fields } = JSON.parse(line);
  const paint = (code: number, text: string) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const head = [
    paint(90, String(time).slice(11, 23)),
    paint(colours[level] ?? 0, String(level).toUpperCase().padEnd(5)),
    // Known to whoever looks at a terminal, but for the moment when it starts.
    settings === undefined ? message : `${service} ${version} is ${message}`,
    paint(90, shown.join(' ')),
  ];
  return [head.join(' ').trimEnd(), ...lines(urls), ...lines(settings), ...errorLines(error, 'because')]
    .join('\n')
    .concat('\n');
}

function lines(shown: Record<string, string> | undefined): string[] {
  return Object.entries(shown ?? {}).map(([name, value]) => `    ${name.padEnd(28)} ${value}`);
}

function errorLines(error: ShownError | undefined, word: string): string[] {
  if (error === undefined) return [];
  const code = error.code === undefined ? '' : ` (${error.code})`;
  const frames = (error.stack ?? '').split('\n').filter((frame) => frame !== '');
  return [
    `    ${word} ${error.type}: ${error.message}${code}`,
    ...frames.slice(0, 8).map((frame) => `      ${frame}`),
    ...errorLines(error.cause, 'caused by'),
  ];
}
