import type { Node } from 'oxc-parser';
import type { SourceFile } from './source-file.ts';

/** Globals that know the time, the machine or chance, or that wait. */
const impureGlobals = new Set([
  'Promise',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

const impureMembers: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  Math: ['random'],
  performance: ['now', 'timeOrigin'],
  Temporal: ['Now'],
};

/** What makes a file of `domain/` impure: each line gives the same answer for the same arguments, at once. */
export function pureRules(file: SourceFile): { rule: string; line: number }[] {
  const broken: { rule: string; line: number }[] = [];
  file.eachNode((node, parent) => {
    const rule = impurityOf(node, parent);
    if (rule) broken.push({ rule: `domain is pure: no ${rule}`, line: file.lineOf(node) });
  });
  return broken;
}

function impurityOf(node: Node, parent: Node): string | undefined {
  switch (node.type) {
    case 'AwaitExpression':
      return 'await';
    case 'ForOfStatement':
      return node.await ? 'await' : undefined;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.async ? 'async' : undefined;
    case 'NewExpression':
      return isNamed(node.callee, 'Date') && node.arguments.length === 0 ? 'clock: new Date()' : undefined;
    case 'CallExpression':
      return isNamed(node.callee, 'Date') ? 'clock: Date()' : undefined;
    case 'MemberExpression':
      return impureMember(node);
    case 'VariableDeclarator':
      return node.id.type === 'ObjectPattern' &&
        node.init?.type === 'Identifier' &&
        node.init.name in impureMembers
        ? `taking ${node.init.name} apart`
        : undefined;
    case 'Identifier':
      return impureGlobals.has(node.name) && isReference(node, parent) ? node.name : undefined;
    default:
      return undefined;
  }
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function impureMember({ object, property, computed }: Extract<Node, { type: 'MemberExpression' }>) {
  if (object.type !== 'Identifier') return undefined;
  const members = impureMembers[object.name];
  if (!members) return undefined;
  const name =
    property.type === 'Identifier' && !computed
      ? property.name
      : property.type === 'Literal'
        ? String(property.value)
        : undefined;
  return name === undefined || members.includes(name) ? `${object.name}.${name ?? '[computed]'}` : undefined;
}

/** Names of fields (`ticket.process`, `{ process: 1 }`, types) are words; all else would shadow or be the global. */
function isReference(node: Node, parent: Node): boolean {
  if (parent.type.startsWith('TS'))
    return parent.type === 'TSAsExpression' || parent.type === 'TSNonNullExpression';
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed;
  if (parent.type === 'Property') return parent.value === node || parent.computed;
  if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition')
    return parent.value === node;
  return true;
}
