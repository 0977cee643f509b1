import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Mutant } from './every-mutant.ts';

const scope = '@stamkunde';

/**
 * The repository as it is built, but for one mutant, in a folder of its own. What others have written is shared by links.
 *
 * @returns the folder
 */
export function mutatedTree(root: string, { file, from, to, id }: Mutant): string {
  const folder = mkdtempSync(join(tmpdir(), `stamkunde-mutant-${id}-`));
  const isOurs = (path: string) => !['node_modules', '.turbo', 'src'].includes(basename(path));
  for (const part of ['packages', 'services', 'schemas', 'deploy', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: isOurs });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, scope), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== scope) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const part of ['packages', 'services']) {
    for (const name of readdirSync(join(folder, part))) {
      symlinkSync(join(folder, part, name), join(modules, scope, name));
      const own = join(root, part, name, 'node_modules');
      if (readdirSync(join(root, part, name)).includes('node_modules'))
        symlinkSync(own, join(folder, part, name, 'node_modules'));
    }
  }
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(text, from, to));
  return folder;
}

/** Throws when the text does not stand there exactly once: the mutant would be another than it says. */
export function mutated(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`stands there ${parts.length - 1} times and not once: ${from.split('\n')[0]}`);
  return parts.join(to);
}
