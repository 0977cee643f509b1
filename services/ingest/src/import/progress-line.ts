import type { Imported } from './import-facts.ts';

export interface Progress extends Imported {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Rows an earlier run has brought in, and the bytes they take: passed over quickly, so no part of the rate. */
  readonly rowsDone: number;
  readonly bytesDone: number;
  /** Time since they were passed. */
  readonly elapsedMs: number;
  /** How long nothing has been acknowledged. */
  readonly silentMs: number;
}

const BAR_WIDTH = 24;

/** Kafka is slow for so long before it is worth a word. */
const SILENCE_WORTH_TELLING_MS = 5_000;

/** One line that says how far an import has come, how fast, and how long it will take. */
export function progressLine(progress: Progress): string {
  const share = progress.bytesTotal === 0 ? 1 : Math.min(1, progress.bytesRead / progress.bytesTotal);
  const filled = Math.round(share * BAR_WIDTH);
  const parts = [
    `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    `${count(progress.rows)} rows`,
  ];
  const resuming = progress.rows < progress.rowsDone;
  const rate = (progress.rows - progress.rowsDone) / (progress.elapsedMs / 1_000);
  if (resuming) parts.push(`looking for row ${count(progress.rowsDone)}`);
  else if (Number.isFinite(rate) && rate > 0) parts.push(`${count(rate)}/s`);
  const bytesLeft = progress.bytesTotal - progress.bytesRead;
  const bytesPerMs = (progress.bytesRead - progress.bytesDone) / progress.elapsedMs;
  if (!resuming && bytesLeft > 0 && bytesPerMs > 0) parts.push(`${span(bytesLeft / bytesPerMs)} left`);
  if (progress.refused > 0) parts.push(`${count(progress.refused)} refused`);
  if (progress.silentMs > SILENCE_WORTH_TELLING_MS) parts.push(`Kafka silent for ${span(progress.silentMs)}`);
  return parts.join(' · ');
}

/** A whole number with thousands apart: 540,761. */
export function count(number: number): string {
  return Math.round(number).toLocaleString('en-GB');
}

/** A duration for people: 4 s, 3 min 20 s, 2 h 5 min. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}
