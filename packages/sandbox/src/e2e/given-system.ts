import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../command/repository-root.ts';
import { type OrderFileOptions, orderFile } from '../demo/order-file.ts';
import { compare } from '../oracle/compare.ts';
import type { Difference } from '../oracle/difference.ts';
import { gatherEvidence } from '../oracle/gather-evidence.ts';
import { type System, type SystemOptions, startSystem } from '../system/start-system.ts';
import { type Lookout, lookout } from '../system/topic-ends.ts';
import { waitForEnd } from '../system/wait-for-end.ts';

/** A system made for one test, and a folder for what the test writes. */
export interface GivenSystem {
  readonly system: System;
  readonly look: Lookout;
  readonly folder: string;
  /** Imports a file by the command a person would use, as a process of its own. */
  importing(file: string, more?: readonly string[]): ChildProcess;
  /** Messages on `order-lines`. */
  factsThere(): Promise<number>;
  /** Returns when everything on `order-lines` has reached the totals. */
  atRest(): Promise<void>;
  /** What is not as it must be, by the oracle. */
  differences(): Promise<Difference[]>;
  end(): Promise<void>;
}

type Options = Pick<SystemOptions, 'stack' | 'prefix' | 'services'> & Partial<SystemOptions>;

export async function givenSystem(options: Options): Promise<GivenSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'stamkunde-e2e-'));
  const system = await startSystem({ logFolder: folder, ...options });
  const look = await lookout(system.connection);
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    STAMKUNDE_BROKERS: system.brokers.join(','),
    STAMKUNDE_REGISTRY_URL: system.registryUrl,
    TOPIC_PREFIX: system.topicPrefix,
    XDG_STATE_HOME: folder,
  };
  const command = join(repositoryRoot, 'services', 'ingest', 'dist', 'import', 'import-command.js');
  return {
    system,
    look,
    folder,
    importing: (file, more = []) =>
      spawn(process.execPath, ['--no-warnings', command, '--site', 'shop', '--undeclared', ...more, file], {
        env,
        stdio: 'ignore',
      }),
    async factsThere() {
      return [...(await look.ends(['order-lines'])).values()].reduce((sum, end) => sum + end, 0);
    },
    atRest: () => waitForEnd(look, system.groupOf('order-aggregator')),
    differences: async () => compare(await gatherEvidence(system)),
    async end() {
      await look.close();
      await system.stop();
      await system.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Writes an order file into the folder and returns its name. */
export function orderFileIn(folder: string, options: OrderFileOptions): string {
  const file = join(folder, `orders-${options.seed}-${options.facts}.csv`);
  writeFileSync(file, `${[...orderFile(options)].join('\n')}\n`);
  return file;
}

/** Exit code, or the signal that ended it. */
export async function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}
