import { closeSync, openSync, writeSync } from 'node:fs';
import type { RowFault } from '../domain/row-to-fact.ts';
import type { RefusedRow } from './facts-of.ts';

/** Refused rows shown one by one; the others are counted. */
const SHOWN_MAX = 20;

/** Kinds of refusal that are counted apart. */
const KINDS_MAX = 50;

export interface RefusedRows {
  add(rows: readonly RefusedRow[]): void;
  /** The first of them one by one, and of the others how many of each kind; no line when there are none. */
  summary(): readonly string[];
  close(): void;
}

/**
 * Gathers what an import refuses: the first twenty, counts of the rest, and every one of them into a CSV file if one is
 * wanted. Memory does not grow with their number. A file that cannot be written is a value: somebody named it.
 *
 * @param file gets line, fields, reasons and the row as it stood, as one cell: rows differ in the number of theirs
 */
export function refusedRows(file: string | undefined): RefusedRows | { readonly usage: string } {
  const first: RefusedRow[] = [];
  const counts = new Map<string, number>();
  let descriptor: number | undefined;
  try {
    if (file !== undefined) descriptor = openSync(file, 'w');
  } catch (error) {
    return { usage: `${file} cannot be written (${(error as { code?: string }).code})` };
  }
  if (descriptor !== undefined) writeSync(descriptor, 'line,field,reason,row\n');
  let total = 0;
  return {
    add(rows) {
      total += rows.length;
      const shown = rows.slice(0, SHOWN_MAX - first.length);
      first.push(...shown);
      for (const words of rows.slice(shown.length).flatMap(faultsOf).map(wordsOf)) {
        const kind = counts.has(words) || counts.size < KINDS_MAX ? words : 'for other reasons';
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      if (descriptor !== undefined) writeSync(descriptor, rows.map(recordOf).join(''));
    },
    summary() {
      const lines = first.map((row) => `  line ${row.line}: ${faultsOf(row).map(wordsOf).join('; ')}`);
      if (total === first.length) return lines;
      const kinds = [...counts].sort(([, a], [, b]) => b - a);
      return [
        ...lines,
        `  … and ${total - first.length} more:`,
        ...kinds.map(([kind, number]) => `    ${number} × ${kind}`),
      ];
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

const faultsOf = (row: RefusedRow): readonly RowFault[] => [row, ...row.more];

const wordsOf = ({ field, detail }: RowFault): string => `${field} ${detail}`.trim();

function recordOf(row: RefusedRow): string {
  const faults = faultsOf(row);
  const fields = faults.map(({ field }) => field).join('; ');
  const reasons = faults.map(({ detail }) => detail).join('; ');
  return `${recordText([String(row.line), fields, reasons, recordText(row.cells)])}\n`;
}

const recordText = (cells: readonly string[]): string => cells.map(quoted).join(',');

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
