/**
 * Writes `generated/<topic>.ts` from the newest `schemas/<topic>/<n>.avsc`: the schema as a constant and its
 * TypeScript types. `--check` writes nothing and exits 1 when a file on disk is not what it should be.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Schema = string | Schema[] | { [key: string]: unknown; type: Schema };
interface Named {
  type: string;
  name: string;
  doc?: string;
  fields?: Field[];
  symbols?: string[];
}
interface Field {
  name: string;
  type: Schema;
  doc?: string;
}

const root = join(import.meta.dirname, '../../../..');
const outputs = join(import.meta.dirname, '../generated');
const check = process.argv.includes('--check');

const primitives: Record<string, string> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Buffer',
  string: 'string',
};

function tsType(schema: Schema, declare: (named: Named) => void): string {
  if (typeof schema === 'string') return primitives[schema] ?? schema.replace(/^stamkunde\./, '');
  if (Array.isArray(schema)) {
    const branches = schema.map((branch) => tsType(branch, declare));
    return [
      ...branches.filter((branch) => branch !== 'null'),
      ...branches.filter((branch) => branch === 'null'),
    ].join(' | ');
  }
  if (schema.type === 'array') return `readonly ${tsType(schema['items'] as Schema, declare)}[]`;
  if (schema.type === 'map')
    return `Readonly<Record<string, ${tsType(schema['values'] as Schema, declare)}>>`;
  if (schema.type === 'record' || schema.type === 'enum') {
    declare(schema as unknown as Named);
    return (schema as unknown as Named).name;
  }
  return tsType(schema.type, declare);
}

function declarations(schema: Named): string {
  const blocks: string[] = [];
  const declare = (named: Named): void => {
    const doc = `/** ${named.doc ?? ''} */\n`;
    if (named.type === 'enum') {
      blocks.push(
        `${doc}export type ${named.name} = ${(named.symbols ?? []).map((one) => `'${one}'`).join(' | ')};`,
      );
      return;
    }
    const place = blocks.push('') - 1;
    const fields = (named.fields ?? []).map(
      (field) => `  /** ${field.doc ?? ''} */\n  readonly ${field.name}: ${tsType(field.type, declare)};`,
    );
    blocks[place] = `${doc}export interface ${named.name} {\n${fields.join('\n')}\n}`;
  };
  declare(schema);
  return blocks.join('\n\n');
}

/** Folders of `schemas/`, each a topic. */
const topics = readdirSync(join(root, 'schemas'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

let stale = 0;
for (const topic of topics) {
  const versions = readdirSync(join(root, 'schemas', topic))
    .filter((file) => /^\d+\.avsc$/.test(file))
    .map((file) => Number.parseInt(file, 10))
    .sort((a, b) => a - b);
  const newest = versions.at(-1);
  const text = readFileSync(join(root, 'schemas', topic, `${newest}.avsc`), 'utf8');
  const schema = JSON.parse(text) as Named;
  const source = [
    `// Generated from schemas/${topic}/${newest}.avsc by \`npm run generate\`. Do not edit.`,
    declarations(schema),
    `/** The Avro schema of ${schema.name}, version ${newest}. */`,
    `export const schema = ${JSON.stringify(schema, null, 2)} as const;`,
    '',
  ].join('\n\n');
  const file = join(outputs, `${topic}.ts`);
  if (existsSync(file) && readFileSync(file, 'utf8') === source) continue;
  stale++;
  if (check)
    console.error(`${topic}.ts is not what schemas/${topic}/${newest}.avsc makes: run npm run generate`);
  else {
    mkdirSync(outputs, { recursive: true });
    writeFileSync(file, source);
    console.log(`${topic}.ts written from version ${newest}`);
  }
}
process.exitCode = check && stale > 0 ? 1 : 0;
