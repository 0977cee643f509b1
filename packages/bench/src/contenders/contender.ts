import { join } from 'node:path';
import type { Db } from 'mongodb';
import type { Ground } from '../ground.ts';
import type { EndState } from '../work/end-state.ts';
import type { Child } from './child.ts';

/** One way of doing the work, with everything the benchmark has to know of it. */
export interface Contender {
  readonly name: 'ours' | 'plain' | 'everyday';
  /** Stands before the topics it writes, given the prefix of its input. */
  outputPrefix(inputPrefix: string): string;
  /** Topics it writes, without prefix. */
  readonly outputs: readonly string[];
  /** Those of its outputs that it reads again. */
  readonly rereads: readonly string[];
  groupId(inputPrefix: string): string;
  start(ground: Ground, inputPrefix: string, settings?: StartSettings): Child | Promise<Child>;
  /** What its database holds. */
  stored(database: Db, ground: Ground): Promise<EndState>;
}

export interface StartSettings {
  readonly flags?: readonly string[];
  /** Where it serves metrics, if it does. */
  readonly managementPort?: number;
}

export const databaseOf = (contender: Contender, inputPrefix: string): string =>
  `bench-${inputPrefix}${contender.name}`;

export const logFileOf = (ground: Ground, contender: Contender, inputPrefix: string): string =>
  join(ground.folder, `${inputPrefix}${contender.name}.log`);
