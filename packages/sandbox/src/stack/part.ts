import type { Env } from './find-offers.ts';
import type { Watchdog } from './watchdog.ts';

export const partNames = ['kafka', 'mongo', 'registry'] as const;
export type PartName = (typeof partNames)[number];

/** One of the three things a stack is made of, and what can be done to it in a test of faults. */
export interface Part {
  /** An external one is somebody else's: it can be used, and neither started nor stopped. */
  readonly kind: 'own' | 'external';
  /** What a client needs: `host:port`, a MongoDB URI, a registry URL. Stays the same over stop and start. */
  readonly address: string;
  /** For people: what it is, which version, where it came from. Without secrets. */
  readonly origin: string;
  /** The process id while it runs on this machine as our own process. */
  readonly pid: number | undefined;
  /** SIGKILL: no flush, no goodbye. Resolves when it is gone. */
  kill9(): Promise<void>;
  /** SIGTERM, and SIGKILL when that takes too long. Resolves when it is gone. */
  stop(): Promise<void>;
  /** Starts it again after `kill9` or `stop`: same address, same data. Resolves when it is ready. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface Profile {
  /** `small` leaves room for tests; `benchmark` gives the broker 1 GB and the full compiler. */
  profile: 'small' | 'benchmark';
  /** Broker properties that replace ours, for example `message.max.bytes`. */
  kafkaSettings: Readonly<Record<string, string>>;
}

/** What a part is started with, whatever way it comes. */
export interface Surroundings {
  env: Env;
  /** Data and logs lie below it, in one folder per part and version. */
  folder: string;
  /** Whether the data is to be found again by a later run. */
  keep: boolean;
  profile: Profile;
  watchdog: Watchdog;
}
