import { type CallExpression, type Expression, type Node, parseSync, visitorKeys } from 'oxc-parser';

/** One code file of a workspace, parsed. Paths have forward slashes. */
export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly shelf: string;
  /** Folder name of the workspace: `ingest`, `contracts`. */
  readonly workspace: string;
  /** From the workspace: `src/domain/order.ts`. */
  readonly inside: string;
  readonly isSpec: boolean;
  readonly isDomain: boolean;
  readonly imports: readonly Import[];
  /** Every node, parents first; the visitor gets the node's parent. */
  readonly eachNode: (visit: (node: Node, parent: Node) => void) => void;
  readonly lineOf: (node: { start: number }) => number;
}

/** A module asked for in any way: import, export from, `import()`, import type, require, a Jest mock. */
export interface Import {
  /** Undefined when it is computed, so that nobody can know what is asked for. */
  readonly specifier: string | undefined;
  /** What is taken by name, `default` for the default; empty when unknown. */
  readonly names: readonly string[];
  readonly line: number;
}

/** @throws on a syntax error: a file that cannot be read cannot be checked. */
export function readSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const [shelf = '', workspace = '', ...rest] = path.split('/');
  const lineOf = ({ start }: { start: number }) => text.slice(0, start).split('\n').length;
  const eachNode = (visit: (node: Node, parent: Node) => void) => walk(program, program, visit);
  const imports: Import[] = [];
  eachNode((node) => {
    const found = importOf(node);
    if (found) imports.push({ ...found, line: lineOf(node) });
  });
  return {
    path,
    shelf,
    workspace,
    inside: rest.join('/'),
    isSpec: /\.spec\.ts$/.test(path),
    isDomain: rest.slice(0, -1).includes('domain'),
    imports,
    eachNode,
    lineOf,
  };
}

function walk(node: Node, parent: Node, visit: (node: Node, parent: Node) => void): void {
  visit(node, parent);
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key as keyof Node] as unknown as Node | null | readonly (Node | null)[];
    for (const one of Array.isArray(child) ? child : [child]) if (one) walk(one, node, visit);
  }
}

function importOf(node: Node): Omit<Import, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: node.source.value, names: node.specifiers.map(importedName) };
    case 'ExportAllDeclaration':
      return { specifier: node.source.value, names: [] };
    case 'ExportNamedDeclaration':
      return node.source ? { specifier: node.source.value, names: [] } : undefined;
    case 'ImportExpression':
    case 'TSImportType':
      return { specifier: literalOf(node.source), names: [] };
    case 'TSExternalModuleReference':
      return { specifier: node.expression.value, names: [] };
    case 'CallExpression':
      return asksForModule(node) ? { specifier: literalOf(node.arguments[0]), names: [] } : undefined;
    default:
      return undefined;
  }
}

type ImportSpecifier = Extract<Node, { type: 'ImportDeclaration' }>['specifiers'][number];

function importedName(specifier: ImportSpecifier): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
}

const jestLoaders =
  /^(mock|unmock|doMock|dontMock|setMock|unstable_\w+|requireActual|requireMock|deepUnmock)$/;

function asksForModule({ callee }: CallExpression): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require';
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  const name = callee.property.name;
  if (callee.object.type === 'MetaProperty') return name === 'resolve';
  if (callee.object.type !== 'Identifier') return false;
  if (callee.object.name === 'require') return name === 'resolve';
  return callee.object.name === 'jest' && jestLoaders.test(name);
}

function literalOf(source: Expression | { type: string } | undefined): string | undefined {
  const node = source as Expression | undefined;
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}
