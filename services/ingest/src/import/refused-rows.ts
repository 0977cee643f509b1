import { closeSync, openSync, writeSync } from 'node:fs';
import type { RefusedRow } from './facts-of.ts';

/** Refused rows shown one by one; the others are counted. */
const SHOWN_MAX = 20;

/** Kinds of refusal that are counted apart. */
const KINDS_MAX = 50;

export interface RefusedRows {
  add(rows: readonly RefusedRow[]): void;
  /** The first of them one by one, and how many of each kind; no line when there are none. */
  summary(): readonly string[];
  close(): void;
}

/**
 * Gathers what an import refuses: the first twenty, counts of the rest, and every one of them into a CSV file if one is
 * wanted. Memory does not grow with their number.
 *
 * @param file gets line, field, reason and then the row's own cells
 */
export function refusedRows(file: string | undefined): RefusedRows {
  const first: RefusedRow[] = [];
  const counts = new Map<string, number>();
  const descriptor = file === undefined ? undefined : openSync(file, 'w');
  if (descriptor !== undefined) writeSync(descriptor, 'line,field,reason,row\n');
  let total = 0;
  return {
    add(rows) {
      total += rows.length;
      first.push(...rows.slice(0, SHOWN_MAX - first.length));
      for (const { field, detail } of rows) {
        const words = `${field} ${detail}`.trim();
        const kind = counts.has(words) || counts.size < KINDS_MAX ? words : 'for other reasons';
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      if (descriptor !== undefined) writeSync(descriptor, rows.map(recordOf).join(''));
    },
    summary() {
      if (total === 0) return [];
      const lines = first.map(({ line, field, detail }) => `  line ${line}: ${`${field} ${detail}`.trim()}`);
      if (total > first.length) lines.push(`  … and ${total - first.length} more`);
      const kinds = [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([kind, number]) => `  ${number} × ${kind}`);
      return counts.size > 1 || total > first.length ? [...lines, ...kinds] : lines;
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

function recordOf({ line, field, detail, cells }: RefusedRow): string {
  return `${[String(line), field, detail, ...cells].map(quoted).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
