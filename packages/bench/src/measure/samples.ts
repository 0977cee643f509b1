/** Several measurements of one thing. The median is the figure; least and most are its spread. */
export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly samples: readonly number[];
}

/** The list must not be empty. */
export function figureOf(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
    samples,
  };
}

/** The value below which the share `q` of the samples lies, interpolated; they must be sorted. */
export function quantile(sorted: readonly number[], q: number): number {
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/**
 * How many times one is the other: the ratio of the medians. Its spread is that of the pairs measured side by side, so
 * that what slowed both down at the same time does not count.
 */
export function ratioOf(over: readonly number[], under: readonly number[]): Figure {
  const pairs = over.slice(0, under.length).map((value, place) => value / (under[place] ?? Number.NaN));
  return { ...figureOf(pairs), median: figureOf(over).median / figureOf(under).median };
}
