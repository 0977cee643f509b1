import { preset, real } from './jest-preset.mjs';

const stack = '<rootDir>/packages/sandbox/src/stack';

/** Specs against real Kafka, MongoDB and schema registry, which Jest starts only if one of these files is run. */
export default {
  ...preset,
  displayName: 'real',
  testRegex: [real],
  globalSetup: `${stack}/jest-global-setup.ts`,
  globalTeardown: `${stack}/jest-global-teardown.ts`,
};
