/** Longest name worth comparing; a longer one is no slip of the pen. */
const LENGTH_MAX = 40;

/**
 * The known name somebody probably meant: the same but for case, `_` and `-`, or at most a third of its letters away.
 * Undefined when nothing comes close.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LENGTH_MAX) return undefined;
  const meant = bare(name);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = edits(meant, bare(candidate));
    if (distance < least && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

const bare = (name: string): string => name.toLowerCase().replace(/[_\-. ]/g, '');

/** Levenshtein distance, one row at a time. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
