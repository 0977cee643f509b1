import { type JudgedPart, type JudgedRow, shown } from './report.ts';

const WIDTH = 980;
const LEFT = 330;
const RIGHT = 150;
const LINE = 26;
const TOP = 74;

const COLOURS = { stretch: '#1a7f37', target: '#4c9f50', floor: '#c69026', missed: '#cf222e' } as const;

/**
 * All figures against their goals, as SVG: each bar goes as far as the figure reaches, on a scale of its own on which
 * the target stands at the same place for all, each step being a doubling. Right is better.
 */
export function plotOf(rows: readonly JudgedRow[], caption: string): string {
  const bars = rows.flatMap((row) => row.parts.map((part) => ({ row, part })));
  const height = TOP + bars.length * LINE + 30;
  const width = WIDTH - LEFT - RIGHT;
  const xOf = (doublings: number) => LEFT + (width * (Math.min(2.5, Math.max(-2.5, doublings)) + 2.5)) / 5;
  const target = xOf(0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    text(16, 24, 'Goals of speed, cost and scale', 'font-size="16" font-weight="600"'),
    text(16, 44, caption, 'fill="#57606a"'),
    text(target, TOP - 10, 'target', 'text-anchor="middle" fill="#57606a"'),
    text(WIDTH - RIGHT, TOP - 10, 'better →', 'text-anchor="end" fill="#57606a"'),
    `<line x1="${target}" y1="${TOP - 4}" x2="${target}" y2="${height - 20}" stroke="#57606a" stroke-dasharray="3 3"/>`,
    ...bars.flatMap(({ row, part }, place) => {
      const y = TOP + place * LINE;
      const name = part.part === '' ? row.id : `${row.id} ${part.part}`;
      const end = xOf(doublingsOf(row, part, part.figure.median));
      return [
        text(16, y + 15, name, 'font-weight="600"'),
        text(110, y + 15, short(row.goal.what), 'fill="#57606a"'),
        `<rect x="${LEFT}" y="${y + 4}" width="${(end - LEFT).toFixed(1)}" height="14" rx="2" fill="${COLOURS[part.verdict]}"/>`,
        ...[part.floor, part.stretch].map((mark) => {
          const x = xOf(doublingsOf(row, part, mark)).toFixed(1);
          return `<line x1="${x}" y1="${y + 1}" x2="${x}" y2="${y + 21}" stroke="#24292f"/>`;
        }),
        text(
          WIDTH - RIGHT + 8,
          y + 15,
          `${shown(part.figure.median)} ${row.goal.unit}`,
          `fill="${COLOURS[part.verdict]}"`,
        ),
      ];
    }),
    text(16, height - 8, 'Marks: floor and stretch. A step on the scale is a doubling.', 'fill="#57606a"'),
    '</svg>',
    '',
  ].join('\n');
}

/** How many doublings better than the target. */
function doublingsOf({ goal }: JudgedRow, { target }: JudgedPart, value: number): number {
  // A growth that is no growth at all is below zero.
  const ratio = Math.max(value, target / 64) / target;
  return goal.better === 'more' ? Math.log2(ratio) : -Math.log2(ratio);
}

function text(x: number, y: number, content: string, attributes: string): string {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" ${attributes}>${safe}</text>`;
}

const short = (what: string): string => (what.length > 36 ? `${what.slice(0, 35)}…` : what);
