import type { SourceFile } from './source-file.ts';

/** Where the environment may be read: one place per service, and the tools that start and test processes. */
const readers = [
  /^services\/[^/]+\/src\/config\.ts$/,
  /^packages\/service\/src\/run-service\.ts$/,
  /^packages\/(sandbox|testing|tooling|faults|bench)\//,
  // Specs start processes and find the stack through it.
  /\.spec\.ts$/,
];

/** Lines that read the environment in a file that may not. */
export function environmentRule(file: SourceFile): { rule: string; line: number }[] {
  if (readers.some((reader) => reader.test(file.path))) return [];
  const lines = file.imports
    .filter(({ specifier, names }) => /^(node:)?process$/.test(specifier ?? '') && names.includes('env'))
    .map(({ line }) => line);
  file.eachNode((node) => {
    const isMember =
      node.type === 'MemberExpression' &&
      node.object.type === 'Identifier' &&
      node.object.name === 'process' &&
      ((node.property.type === 'Identifier' && node.property.name === 'env') ||
        (node.property.type === 'Literal' && node.property.value === 'env'));
    const isTakenApart =
      node.type === 'VariableDeclarator' &&
      node.id.type === 'ObjectPattern' &&
      node.init?.type === 'Identifier' &&
      node.init.name === 'process';
    if (isMember || isTakenApart) lines.push(file.lineOf(node));
  });
  return lines.map((line) => ({ rule: 'the environment is read in config.ts only', line }));
}
