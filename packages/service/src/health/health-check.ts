/** One thing that must hold, asked by whoever watches the process. It answers from memory and at once. */
export interface HealthCheck {
  readonly name: string;
  /** `true`, or in a few words what is wrong. */
  check(): true | string;
}

/** A check that holds from the moment something is reached. */
export function milestone(name: string, missing: string): HealthCheck & { reach(): void } {
  let reached = false;
  return {
    name,
    reach: () => {
      reached = true;
    },
    check: () => reached || missing,
  };
}

/** The answer to all checks at once. A check that throws is one that fails. */
export function healthOf(checks: readonly HealthCheck[]): { ok: boolean; checks: Record<string, string> } {
  const answers = checks.map((one): [string, string] => {
    try {
      const answer = one.check();
      return [one.name, answer === true ? 'ok' : answer];
    } catch (error) {
      return [one.name, `the check itself failed: ${error instanceof Error ? error.name : typeof error}`];
    }
  });
  return { ok: answers.every(([, answer]) => answer === 'ok'), checks: Object.fromEntries(answers) };
}
