/** What of a V8 CPU profile is needed here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Node on top of the stack at each sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  /** `function file:line`, the file by its end. */
  readonly name: string;
  readonly group: string;
  /** Microseconds. */
  readonly time: number;
}

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/kafkajs/, 'kafkajs'],
  [/packages\/stream\/.*fast-records/, 'kafka records (stream)'],
  [/packages\/stream\//, 'loop and publisher (stream)'],
  [/avsc|packages\/contracts\//, 'avro'],
  [/order-aggregator\/dist\/domain/, 'fold'],
  [/services\//, 'stores and verbs'],
  [/\/bson\//, 'bson'],
  [/mongodb|mongoose/, 'mongo driver'],
  [/@nestjs|rxjs/, 'nest and rxjs'],
  [/prom-client|pino|packages\/service\//, 'metrics, logs, process'],
  [/lru-cache/, 'cache'],
  [/^node:/, 'node'],
];

/** Functions by the time spent in themselves, most first; idle time left out. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): readonly SelfTime[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map<string, { group: string; time: number }>();
  samples.forEach((id, place) => {
    const frame = byId.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return;
    const { name, group } = labelOf(frame);
    const known = times.get(name) ?? { group, time: 0 };
    known.time += timeDeltas[place] ?? 0;
    times.set(name, known);
  });
  return [...times].map(([name, { group, time }]) => ({ name, group, time })).sort((a, b) => b.time - a.time);
}

function labelOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): {
  name: string;
  group: string;
} {
  if (functionName === '(garbage collector)') return { name: functionName, group: 'garbage' };
  if (url === '') return { name: functionName || '(program)', group: 'node' };
  const group = GROUPS.find(([path]) => path.test(url))?.[1] ?? 'other';
  const file = url.split('/').slice(-2).join('/');
  return { name: `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`, group };
}

/** Time by group, most first. */
export function byGroup(times: readonly SelfTime[]): readonly { group: string; time: number }[] {
  const sums = new Map<string, number>();
  for (const { group, time } of times) sums.set(group, (sums.get(group) ?? 0) + time);
  return [...sums].map(([group, time]) => ({ group, time })).sort((a, b) => b.time - a.time);
}
