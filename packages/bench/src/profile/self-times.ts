/** What of a V8 CPU profile is needed here. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Node on top of the stack at each sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

export interface SelfTime {
  /** `function file:line`, the file by its end. */
  readonly name: string;
  /** On whose behalf: what Node itself does belongs to whoever asked it to. */
  readonly group: string;
  /** Share of all time that was not idle, 0 to 1. */
  readonly share: number;
}

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^node:internal\/modules|^node:internal\/process\/execution/, 'loading modules'],
  [/kafkajs/, 'kafkajs'],
  [/packages\/stream\/.*fast-(records|produce)/, 'kafka records (stream)'],
  [/packages\/stream\//, 'loop and publisher (stream)'],
  [/avsc|packages\/contracts\//, 'avro'],
  [/order-aggregator\/dist\/domain/, 'fold'],
  [/services\//, 'stores and verbs'],
  [/\/bson\//, 'bson'],
  [/mongodb|mongoose/, 'mongo driver'],
  [/@nestjs|rxjs/, 'nest and rxjs'],
  [/prom-client|pino|packages\/service\//, 'metrics, logs, process'],
  [/plain-loop|baseline/, 'plain loop'],
];

const NODE_ITSELF = 'node';

/** Functions by the time spent in themselves, most first; idle time left out. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): readonly SelfTime[] {
  const labels = labelsOf(nodes);
  const times = new Map<string, { name: string; group: string; time: number }>();
  let busy = 0;
  samples.forEach((id, place) => {
    const label = labels.get(id);
    if (label === undefined || label.name === '(idle)') return;
    const key = `${label.name} ${label.group}`;
    const known = times.get(key) ?? { ...label, time: 0 };
    const time = timeDeltas[place] ?? 0;
    known.time += time;
    busy += time;
    times.set(key, known);
  });
  return [...times.values()]
    .map(({ name, group, time }) => ({ name, group, share: time / busy }))
    .sort((a, b) => b.share - a.share);
}

function labelsOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, { name: string; group: string }> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const labels = new Map<number, { name: string; group: string }>();
  const visit = (node: ProfileNode, caller: string): void => {
    const own = groupOf(node.callFrame);
    const group = own === NODE_ITSELF ? caller : own;
    labels.set(node.id, { name: nameOf(node.callFrame), group });
    for (const child of node.children ?? []) {
      const next = byId.get(child);
      if (next !== undefined) visit(next, group);
    }
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, NODE_ITSELF);
  return labels;
}

function groupOf({ functionName, url }: ProfileNode['callFrame']): string {
  if (functionName === '(garbage collector)') return 'garbage';
  return GROUPS.find(([path]) => path.test(url))?.[1] ?? NODE_ITSELF;
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  if (url === '') return functionName || '(program)';
  return `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
}

/** Shares by group, most first. */
export function byGroup(times: readonly SelfTime[]): readonly { group: string; share: number }[] {
  const sums = new Map<string, number>();
  for (const { group, share } of times) sums.set(group, (sums.get(group) ?? 0) + share);
  return [...sums].map(([group, share]) => ({ group, share })).sort((a, b) => b.share - a.share);
}
