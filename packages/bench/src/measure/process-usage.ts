import { readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds, user and system, of a process with all its threads since it began; undefined where there is no /proc. */
export function cpuSecondsOf(pid: number | undefined): number | undefined {
  const stat = read(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name, in parentheses, may hold blanks; what is needed stands behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Most memory the process has had resident at once, in bytes. */
export function peakRssBytesOf(pid: number | undefined): number | undefined {
  return inStatus(pid, 'VmHWM');
}

/** Memory the process has resident now, in bytes. */
export function rssBytesOf(pid: number | undefined): number | undefined {
  return inStatus(pid, 'VmRSS');
}

function inStatus(pid: number | undefined, name: string): number | undefined {
  const line = read(pid, 'status')
    ?.split('\n')
    .find((one) => one.startsWith(`${name}:`));
  return line === undefined ? undefined : Number(/\d+/.exec(line)?.[0]) * 1_024;
}

function read(pid: number | undefined, file: string): string | undefined {
  if (pid === undefined) return undefined;
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
