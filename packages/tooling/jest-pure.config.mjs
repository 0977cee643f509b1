import { preset, real } from './jest-preset.mjs';

/** Specs that need nothing but the code. */
export default {
  ...preset,
  displayName: 'pure',
  testRegex: ['\\.spec\\.ts$'],
  testPathIgnorePatterns: [real],
};
