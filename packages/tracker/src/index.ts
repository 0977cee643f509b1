import { readFileSync } from 'node:fs';
import { integrityOf } from './bundle/integrity-of.ts';

/** The script as pages load it. */
export interface TrackerScript {
  readonly source: string;
  /** What a page writes into `integrity`, so that its browser runs this script and no other. */
  readonly integrity: string;
}

/** The script of the last build. */
export function trackerScript(): TrackerScript {
  const source = readFileSync(new URL('../dist/tracker.js', import.meta.url), 'utf8');
  return { source, integrity: integrityOf(source) };
}
