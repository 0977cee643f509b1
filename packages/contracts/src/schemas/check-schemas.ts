/**
 * Checks `schemas/`: every record, enum and field says what it means; personal data is a string or absent; every version
 * of a topic reads every other, in both directions; what was merged once is what it was; the examples fit. Prints each
 * fault and exits 1, or one line and exits 0. `--merge` notes the versions that are new as merged.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import avro from 'avsc';
import { incompatibility } from '../codec.ts';

const root = join(import.meta.dirname, '../../../..');
const mergedFile = 'schemas/merged.sha256';
const faults: string[] = [];

interface Node {
  readonly type?: unknown;
  readonly name?: string;
  readonly doc?: string;
  readonly fields?: readonly Node[];
  readonly items?: unknown;
  readonly values?: unknown;
  readonly personal?: boolean;
  readonly default?: unknown;
}

/** Every named type and field below a schema, with the path to it. */
function* nodesOf(schema: unknown, path: string): Generator<[Node, string, boolean]> {
  if (Array.isArray(schema)) for (const branch of schema) yield* nodesOf(branch, path);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
  const node = schema as Node;
  if (node.name !== undefined) yield [node, path, false];
  for (const field of node.fields ?? []) {
    yield [field, `${path}.${field.name}`, true];
    yield* nodesOf(field.type, `${path}.${field.name}`);
  }
  yield* nodesOf(node.items, path);
  yield* nodesOf(node.values, path);
  if (node.fields === undefined && typeof node.type === 'object') yield* nodesOf(node.type, path);
}

function checkWords(schema: Node, file: string): void {
  for (const [node, path, isField] of nodesOf(schema, file)) {
    if (node.doc === undefined || node.doc.trim() === '') faults.push(`${path}: has no doc`);
    const plain = JSON.stringify(node.type);
    if (isField && node.personal === true && plain !== '"string"' && plain !== '["null","string"]')
      faults.push(`${path}: is personal, so it must be a string or absent`);
  }
}

const topics = readdirSync(join(root, 'schemas'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const hashes = new Map<string, string>();

for (const topic of topics) {
  const numbers = readdirSync(join(root, 'schemas', topic))
    .flatMap((file) => /^(\d+)\.avsc$/.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const versions = numbers.map((number) => {
    const file = `schemas/${topic}/${number}.avsc`;
    const text = readFileSync(join(root, file), 'utf8');
    hashes.set(file, createHash('sha256').update(text).digest('hex'));
    return { file, schema: JSON.parse(text) as Node };
  });
  numbers.forEach((number, index) => {
    if (number !== index + 1) faults.push(`schemas/${topic}: version ${index + 1} is missing`);
  });
  for (const { file, schema } of versions) {
    checkWords(schema, file);
    for (const other of versions) {
      const why = incompatibility(schema, other.schema);
      if (why !== undefined) faults.push(`${file} cannot read ${other.file}: ${why}`);
    }
  }
  const newest = versions.at(-1);
  const examples = join(root, 'schemas', topic, 'examples');
  const names = existsSync(examples) ? readdirSync(examples) : [];
  if (names.length === 0) faults.push(`schemas/${topic}/examples: has none`);
  if (newest === undefined) continue;
  const type = avro.Type.forSchema(newest.schema as never, { wrapUnions: false });
  for (const name of names) {
    const value: unknown = JSON.parse(readFileSync(join(examples, name), 'utf8'));
    type.isValid(value, {
      errorHook: (path, bad) =>
        faults.push(`schemas/${topic}/examples/${name}: ${path.join('.')} cannot be ${JSON.stringify(bad)}`),
    });
  }
}

/** What was merged, by the working tree and by the commits before it: an entry may come, and never change or go. */
function mergedIn(text: string): Map<string, string> {
  const entries = text.split('\n').flatMap((line) => {
    const [hash, file] = line.split(/\s+/);
    return hash === undefined || file === undefined ? [] : [[file, hash] as const];
  });
  return new Map(entries);
}

const here = existsSync(join(root, mergedFile))
  ? mergedIn(readFileSync(join(root, mergedFile), 'utf8'))
  : new Map<string, string>();
for (const revision of ['HEAD', 'HEAD^', 'main', 'origin/main']) {
  let before: Map<string, string>;
  try {
    before = mergedIn(
      execFileSync('git', ['show', `${revision}:${mergedFile}`], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  } catch {
    continue;
  }
  for (const [file, hash] of before)
    if (here.get(file) !== hash)
      faults.push(`${mergedFile}: the entry of ${file} is not what it is at ${revision}`);
}
for (const [file, hash] of here)
  if (hashes.get(file) !== hash)
    faults.push(
      `${file}: was merged and has been ${hashes.has(file) ? 'changed' : 'removed'}; write a new version instead`,
    );

const fresh = [...hashes].filter(([file]) => !here.has(file));
if (process.argv.includes('--merge') && faults.length === 0) {
  const lines = [...here, ...fresh]
    .map(([file, hash]) => `${hash}  ${file}`)
    .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  writeFileSync(join(root, mergedFile), `${lines.join('\n')}\n`);
} else for (const [file] of fresh) faults.push(`${file}: is new; npm run schemas:merge notes it as merged`);

for (const fault of [...new Set(faults)]) console.error(fault);
if (faults.length === 0)
  console.log(
    `${topics.length} topics, ${hashes.size} schemas: documented, compatible both ways, unchanged since merged`,
  );
process.exitCode = faults.length === 0 ? 0 : 1;
