import { cpus, release, totalmem, type } from 'node:os';
import type { Stack } from '@stamkunde/sandbox';

/** What the figures were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly kafka: string;
  readonly mongo: string;
  readonly registry: string;
}

export function machineOf({ origin }: Pick<Stack, 'origin'>): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    ...origin,
  };
}
