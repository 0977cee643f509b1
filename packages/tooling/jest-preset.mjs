// Settings shared by the Jest projects beside this file: TypeScript as ES modules through SWC, workspace packages
// resolved to their sources (no build needed before a test), nothing left open when a file ends.

import { fileURLToPath } from 'node:url';

const swc = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** The names of specs that need the stack. */
export const real = '\\.(int|e2e)\\.spec\\.ts$';

export const preset = {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  roots: ['<rootDir>/packages', '<rootDir>/services'],
  testEnvironment: fileURLToPath(new URL('./jest-environment.mjs', import.meta.url)),
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['/dist/'],
};
