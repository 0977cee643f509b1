import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Artefact } from './artefacts.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where fetched parts are kept, shared by all clones: `stamkunde` in `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(env: Env): string {
  // The XDG rules: a relative path there is to be ignored.
  const root = env['XDG_CACHE_HOME']?.startsWith('/') ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache');
  return join(root, 'stamkunde');
}

/** The folder of one artefact. Platform and version are in its name, so that neither can be mistaken. */
export function artefactFolder(env: Env, artefact: Artefact): string {
  const portable = artefact.from === 'Maven';
  const system = portable ? '' : `-${process.platform}-${process.arch}`;
  return join(cacheFolder(env), `${artefact.name}-${artefact.version}${system}`);
}

/** Whether it is there as a whole: the marker is the last thing that is written. */
export function isCached(env: Env, artefact: Artefact): boolean {
  return existsSync(join(artefactFolder(env, artefact), '.ok'));
}
