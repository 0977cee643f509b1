import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { environmentRule } from './rooms/environment-rule.ts';
import { importRules, type Repository, type Workspace } from './rooms/import-rules.ts';
import { nameRules } from './rooms/name-rules.ts';
import { pureRules } from './rooms/pure-rules.ts';
import { readSource } from './rooms/source-file.ts';

/**
 * Every breach of the rooms in the code below `services/` and `packages/` of `root`, as `path:line rule`: who may
 * import whom, what is pure, where the environment is read, what things are called. There is no list of known
 * breaches and no comment that switches a rule off; a rule that is wrong is changed here, for all.
 */
export function roomsBreached(root: string): string[] {
  const tree = listTree(root);
  const repository = readRepository(root);
  return tree.flatMap((path) => {
    const broken = nameRules(path).map((rule) => `${path} ${rule}`);
    if (!/\.[cm]?[jt]sx?$/.test(path)) return broken;
    const file = readSource(path, readFileSync(join(root, path), 'utf8'));
    const found = [
      ...file.imports.flatMap((one) =>
        importRules(file, one, repository).map((rule) => ({ rule, line: one.line })),
      ),
      ...(file.isDomain && !file.isSpec ? pureRules(file) : []),
      ...environmentRule(file),
    ];
    return [...broken, ...found.map(({ rule, line }) => `${path}:${line} ${rule}`)];
  });
}

/** Paths below `services/` and `packages/` but what is built or installed; folders end with a slash. */
function listTree(root: string): string[] {
  const skipped = new Set(['node_modules', 'dist', 'coverage']);
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => !skipped.has(entry.name) && !entry.name.startsWith('.'))
      .flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory() ? [`${path}/`, ...walk(path)] : [path];
      });
  return ['services', 'packages'].flatMap(walk).sort();
}

function readRepository(root: string): Repository {
  const folders = ['services', 'packages'].flatMap((shelf) =>
    readdirSync(join(root, shelf)).map((name) => `${shelf}/${name}`),
  );
  return {
    root,
    workspaces: new Map(folders.map((folder) => [folder, readWorkspace(root, folder)])),
    rootDevDependencies: namesIn(readJson(join(root, 'package.json')).devDependencies),
    resolver: new ResolverFactory({ conditionNames: ['source', 'node', 'import', 'types', 'default'] }),
    nameAt: (folder) => String(readJson(join(root, folder, 'package.json')).name),
  };
}

function readWorkspace(root: string, folder: string): Workspace {
  const { name, dependencies, peerDependencies, devDependencies } = readJson(
    join(root, folder, 'package.json'),
  );
  return {
    name: String(name),
    folder,
    dependencies: new Set([...namesIn(dependencies), ...namesIn(peerDependencies)]),
    devDependencies: namesIn(devDependencies),
  };
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

function namesIn(record: unknown): ReadonlySet<string> {
  return new Set(Object.keys(record ?? {}));
}

if (import.meta.main) {
  const breaches = roomsBreached(process.cwd());
  for (const breach of breaches) console.error(breach);
  console.log(breaches.length === 0 ? 'every room is kept' : `${breaches.length} rules broken`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
