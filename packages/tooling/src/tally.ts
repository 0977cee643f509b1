import { readFileSync } from 'node:fs';
import type { CheckResult } from './check.ts';

/** The part of what `jest --json` writes that is counted here. */
export interface TestReport {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly wasInterrupted: boolean;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Adds up checks and tests. Whatever did not pass has failed: a skipped test, a file that could not be run, checks or
 * tests of which there is no report, a run without a test, a run that Jest itself calls a failure for another reason.
 */
export function tally(checks: readonly CheckResult[], tests: TestReport | undefined): Tally {
  const passedChecks = checks.filter((check) => check.passed).length;
  const passed = passedChecks + (tests?.numPassedTests ?? 0);
  const failedChecks = Math.max(checks.length - passedChecks, checks.length === 0 ? 1 : 0);
  const failedTests = tests
    ? tests.numTotalTests - tests.numPassedTests + tests.numRuntimeErrorTestSuites
    : 1;
  const isSound = tests?.success && !tests.wasInterrupted && tests.numTotalTests > 0;
  return { passed, failed: failedChecks + (isSound ? failedTests : Math.max(failedTests, 1)) };
}

function readJson<T>(path = ''): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined; // Never written, because the step before ended early: counted as failed.
  }
}

if (import.meta.main) {
  const [testsFile, ...checkFiles] = process.argv.slice(2);
  // A missing report of checks counts as one check that failed.
  const lost: CheckResult[] = [{ name: 'report', passed: false, seconds: 0 }];
  const checks = checkFiles.flatMap((file) => readJson<readonly CheckResult[]>(file) ?? lost);
  const { passed, failed } = tally(checks, readJson<TestReport>(testsFile));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
