/** The sum of all samples of a metric on a page in Prometheus text format; undefined when there is none. */
export function metricOn(page: string, name: string): number | undefined {
  let sum: number | undefined;
  for (const line of page.split('\n')) {
    if (!line.startsWith(name) || !/^(\{|\s)/.test(line.slice(name.length))) continue;
    sum = (sum ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}

/** The page at this port; undefined when nobody serves one. */
export async function metricsAt(port: number | undefined): Promise<string | undefined> {
  if (port === undefined) return undefined;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}
