import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isAlive } from './is-alive.ts';
import { repositoryRoot } from './repository-root.ts';

const home = join(repositoryRoot, '.stamkunde', 'logs');

/**
 * An empty folder for the logs of what this process starts. Programs of one clone may run side by side, so each has its
 * own; those of earlier runs go when the next one begins, and not before, since somebody may want to read them.
 */
export function logFolder(program: string): string {
  mkdirSync(home, { recursive: true });
  for (const name of readdirSync(home)) {
    const pid = Number(/-(\d+)$/.exec(name)?.[1]);
    if (name.startsWith(`${program}-`) && !isAlive(pid))
      rmSync(join(home, name), { recursive: true, force: true });
  }
  const folder = join(home, `${program}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** As a person in the root of the repository names it. */
export function fromRoot(path: string): string {
  return relative(repositoryRoot, path);
}
