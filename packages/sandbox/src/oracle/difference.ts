/** The promises a comparison looks after, in the order they are reported. */
export const points = ['document', 'snapshot', 'same-rev', 'rev-fell', 'commit-ahead', 'refusal'] as const;

/** One thing that is not as it must be. */
export interface Difference {
  /**
   * `document`: what MongoDB holds. `snapshot`: the newest message of a key. `same-rev`: two payloads under one key and
   * rev. `rev-fell`: an older rev after a newer one. `commit-ahead`: a commit beyond the progress in the store.
   * `refusal`: valid input refused, or invalid input not.
   */
  readonly point: (typeof points)[number];
  /** The topic or collection. */
  readonly place: string;
  readonly key: string;
  /** Path within the value, such as `lines[3].quantity`; '' is the value as a whole. */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** Each field by which two values differ, innermost first; none when they are equal. */
export function fieldsThatDiffer(
  expected: unknown,
  actual: unknown,
  field = '',
): Pick<Difference, 'field' | 'expected' | 'actual'>[] {
  if (Object.is(expected, actual)) return [];
  if (!isTree(expected) || !isTree(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return [{ field, expected: brief(expected), actual: brief(actual) }];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name) => {
    const inner = Array.isArray(expected) ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
    return fieldsThatDiffer(expected[name], actual[name], inner);
  });
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
