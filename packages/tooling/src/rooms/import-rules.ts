import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { ResolverFactory } from 'oxc-resolver';
import type { Import, SourceFile } from './source-file.ts';

/** Packages of others that belong to some rooms only. The key matches the package's real name, not an alias of it. */
const keptIn: readonly {
  readonly what: RegExp;
  readonly rooms: readonly string[];
  readonly files?: RegExp;
}[] = [
  // bench holds the other ways of doing the work, which are made of what the services do without.
  { what: /^kafkajs$/, rooms: ['packages/stream', 'packages/bench'] },
  // testing makes arbitrary values of Avro types, and proves them with the codec itself.
  { what: /^avsc$/, rooms: ['packages/contracts', 'packages/testing'] },
  {
    what: /^(@nestjs\/|nestjs-)/,
    rooms: ['packages/service', 'packages/stream', 'packages/bench'],
    files: /^services\/[^/]+\/src\/(main|[^/]+\.module|[^/]+\.controller)\.ts$/,
  },
];

/** Workspaces that stand in for the outside world: part of no running service. */
const standIns = new Set(['sandbox', 'testing']);
const mayUseStandIns = new Set(['packages/sandbox', 'packages/testing', 'packages/faults', 'packages/bench']);

/** Workspaces that are programs and nothing else. */
const programs = new Set(['faults', 'bench']);

/** Who may use, in-process, what a service exports in its package.json: they stand in for the people who run it. */
const mayUseServices = new Set(['packages/sandbox', 'packages/bench']);

const allowedInDomain = new Set(['@stamkunde/contracts']);
const allowedInDomainSpecs = new Set([
  '@stamkunde/contracts',
  '@stamkunde/testing',
  'fast-check',
  '@jest/globals',
]);

/** What a workspace says about itself, read from its package.json. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

export interface Repository {
  readonly root: string;
  /** By folder: `packages/contracts`. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /** Tools installed for all, usable by specs. */
  readonly rootDevDependencies: ReadonlySet<string>;
  readonly resolver: ResolverFactory;
  /** The `name` in the package.json of this folder: an npm alias does not hide what it stands for. */
  readonly nameAt: (folder: string) => string;
}

/** The rules that one import breaks, as sentences; empty when it breaks none. */
export function importRules(file: SourceFile, found: Import, repository: Repository): string[] {
  const { specifier } = found;
  if (specifier === undefined) return ['a computed import: name the module, so that it can be checked'];
  if (isBuiltin(specifier)) {
    return file.isDomain && !file.isSpec ? [`domain is pure and does not import ${specifier}`] : [];
  }
  const resolved = repository.resolver.sync(dirname(join(repository.root, file.path)), specifier);
  if (!resolved.path) return [`${specifier} cannot be resolved`];
  const target = relative(repository.root, resolved.path).replaceAll('\\', '/');
  return specifier.startsWith('.')
    ? relativeRules(file, specifier, target)
    : packageRules(file, specifier, target, repository);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function relativeRules(file: SourceFile, specifier: string, target: string): string[] {
  const broken: string[] = [];
  const home = `${file.shelf}/${file.workspace}/`;
  if (!target.startsWith(home)) broken.push(`${specifier} leaves ${home}: import the package by its name`);
  if (file.isDomain && !target.startsWith(domainOf(file))) {
    broken.push(`domain imports only its own folder and @stamkunde/contracts, not ${specifier}`);
  }
  if (!file.isSpec && /\.spec\.ts$/.test(target)) broken.push(`${specifier}: specs are imported by nobody`);
  return broken;
}

function domainOf(file: SourceFile): string {
  return `${file.path.slice(0, file.path.lastIndexOf('/domain/'))}/domain/`;
}

function packageRules(file: SourceFile, specifier: string, target: string, repository: Repository): string[] {
  const [, shelf, workspace] = /^(services|packages)\/([^/]+)\//.exec(target) ?? [];
  const asked = packageOf(specifier);
  const real = repository.nameAt(installedIn(target) ?? `${shelf}/${workspace}`);
  const home = `${file.shelf}/${file.workspace}`;
  const broken: string[] = [];
  if (shelf === 'services' && `${shelf}/${workspace}` !== home && !mayUseServices.has(home)) {
    broken.push(`nobody imports a service, and ${real} is one`);
  }
  if (shelf === 'packages' && workspace && programs.has(workspace) && `${shelf}/${workspace}` !== home) {
    broken.push(`nobody imports a program, and ${real} is one`);
  }
  if (
    shelf === 'packages' &&
    workspace &&
    standIns.has(workspace) &&
    !mayUseStandIns.has(home) &&
    !file.isSpec
  ) {
    broken.push(`${real} stands in for the outside and is for specs only`);
  }
  if (shelf && /\/(src|dist)(\/|$)/.test(specifier)) {
    broken.push(`${specifier} reaches inside a package: import what it exports`);
  }
  for (const { what, rooms, files } of keptIn) {
    if ((what.test(real) || what.test(asked)) && !rooms.includes(home) && !files?.test(file.path)) {
      broken.push(`${real} is used in ${[...rooms, ...(files ? [String(files)] : [])].join(', ')} only`);
    }
  }
  if (file.isDomain) {
    const allowed = file.isSpec ? allowedInDomainSpecs : allowedInDomain;
    if (!allowed.has(specifier)) {
      broken.push(`domain imports only its own folder and @stamkunde/contracts, not ${specifier}`);
    }
  }
  const declared = declaredFor(file, repository);
  if (!declared.has(asked) && asked !== repository.workspaces.get(home)?.name) {
    broken.push(`${asked} is not declared in ${home}/package.json`);
  }
  return broken;
}

/** The folder of the installed package a file belongs to; a package.json deeper inside may only say its type. */
function installedIn(target: string): string | undefined {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(target)?.[0];
}

/** `@scope/name/inside` and `name/inside` belong to `@scope/name` and `name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function declaredFor(file: SourceFile, repository: Repository): ReadonlySet<string> {
  const own = repository.workspaces.get(`${file.shelf}/${file.workspace}`);
  const runtime = own?.dependencies ?? new Set<string>();
  if (!file.isSpec) return runtime;
  // `@jest/globals` is how a spec of a module names the jest it runs in; it has jest's own version.
  return new Set([
    ...runtime,
    ...(own?.devDependencies ?? []),
    ...repository.rootDevDependencies,
    '@jest/globals',
  ]);
}
