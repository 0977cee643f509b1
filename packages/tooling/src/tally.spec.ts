import { tally } from './tally.ts';

const good = { name: 'format', passed: true, seconds: 1 };
const bad = { name: 'rooms', passed: false, seconds: 1 };
const tests = {
  success: true,
  numTotalTests: 7,
  numPassedTests: 7,
  numRuntimeErrorTestSuites: 0,
  wasInterrupted: false,
};

describe('the last line of a run', () => {
  it('counts checks and tests together', () => {
    expect(tally([good, good], tests)).toEqual({ passed: 9, failed: 0 });
  });

  it.each([
    ['a failed check', [good, bad], tests, { passed: 8, failed: 1 }],
    ['a failed test', [good], { ...tests, numPassedTests: 6, success: false }, { passed: 7, failed: 1 }],
    ['a skipped test', [good], { ...tests, numPassedTests: 6 }, { passed: 7, failed: 1 }],
    [
      'a file that could not be run',
      [good],
      { ...tests, numRuntimeErrorTestSuites: 1 },
      { passed: 8, failed: 1 },
    ],
    ['no test', [good], { ...tests, numTotalTests: 0, numPassedTests: 0 }, { passed: 1, failed: 1 }],
    ['no report of the tests', [good], undefined, { passed: 1, failed: 1 }],
    ['no report of the checks', [], tests, { passed: 7, failed: 1 }],
    ['an interruption', [good], { ...tests, wasInterrupted: true }, { passed: 8, failed: 1 }],
    ['a failure without a failed test', [good], { ...tests, success: false }, { passed: 8, failed: 1 }],
  ])('is a failure with %s', (_, checks, report, expected) => {
    expect(tally(checks, report)).toEqual(expected);
  });
});
