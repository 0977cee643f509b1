/** What is to be reached: the least that must hold, what is aimed at, what would be a pride. */
export interface Thresholds {
  readonly floor: number;
  readonly target: number;
  readonly stretch: number;
}

export interface Goal {
  readonly what: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  /** By name of the part; a row with one figure has one part, called ''. */
  readonly parts: Readonly<Record<string, Thresholds>>;
}

const at = (floor: number, target: number, stretch: number): Thresholds => ({ floor, target, stretch });

/** Every row, in the order of the table. */
export const goals = {
  T1: {
    what: 'W1 against the everyday way',
    unit: '× facts/s',
    better: 'more',
    parts: { '': at(50, 150, 300) },
  },
  T2: {
    what: 'against the plain careful loop, with all guarantees',
    unit: '× facts/s',
    better: 'more',
    parts: { W1: at(0.6, 0.9, 1.2), W2: at(0.6, 0.9, 1.2) },
  },
  T3: {
    what: 'CPU of client, broker and mongod against the plain careful loop',
    unit: '× CPU-s',
    better: 'less',
    parts: { W1: at(1.6, 1.1, 0.9), W2: at(1.6, 1.1, 0.9) },
  },
  T4: {
    what: 'W2, documents written, as a share of what the store takes',
    unit: '%',
    better: 'more',
    parts: { '': at(50, 80, 95) },
  },
  T5: {
    what: 'W2 against the everyday way',
    unit: '× facts/s',
    better: 'more',
    parts: { '': at(20, 60, 100) },
  },
  T6: {
    what: 'CPU of the service per fact',
    unit: 'µs',
    better: 'less',
    parts: { W1: at(20, 12, 8), W2: at(70, 45, 30) },
  },
  T8: {
    what: 'redelivery of applied input against the first pass',
    unit: '× facts/s',
    better: 'more',
    parts: { '': at(1.5, 2.5, 4) },
  },
  T9a: {
    what: 'cost per fact, buyer with 10 → 100,000 orders',
    unit: '× cost',
    better: 'less',
    parts: { '': at(2, 1.3, 1.1) },
  },
  T9b: {
    what: 'cost per fact, order with 5 → 1,000 lines one by one',
    unit: '× cost',
    better: 'less',
    parts: { '': at(6, 2, 1.3) },
  },
  T9c: {
    what: 'cost per fact, 1,000 → 1,000,000 members',
    unit: '× cost',
    better: 'less',
    parts: { '': at(2, 1.3, 1.1) },
  },
  L1: {
    what: 'W3 at 50/s, fact appended → snapshot readable',
    unit: 'ms',
    better: 'less',
    parts: {
      'order p50': at(8, 5, 3),
      'order p99': at(25, 15, 10),
      'totals p50': at(15, 9, 6),
      'totals p99': at(50, 25, 18),
    },
  },
  L2: {
    what: 'W3 at 200/s, fact appended → snapshot readable',
    unit: 'ms',
    better: 'less',
    parts: {
      'order p50': at(25, 10, 5),
      'order p99': at(80, 40, 20),
      'totals p50': at(60, 20, 10),
      'totals p99': at(180, 80, 40),
    },
  },
  L4: {
    what: 'event-loop delay at full load, p99',
    unit: 'ms',
    better: 'less',
    parts: { W1: at(50, 20, 10), W2: at(50, 20, 10) },
  },
  M1: {
    what: 'peak memory of the service at full load',
    unit: 'MB',
    better: 'less',
    parts: { W1: at(300, 180, 120), W2: at(300, 180, 120) },
  },
  M2: {
    what: 'growth of memory in the soak, after warm-up',
    unit: '%',
    better: 'less',
    parts: { '': at(5, 2, 1) },
  },
  M3: {
    what: 'memory before a backlog of 10 million against none',
    unit: '× RSS',
    better: 'less',
    parts: { '': at(1.5, 1.2, 1.1) },
  },
  B1: {
    what: 'rebuild of a projection from offset 0 against the steady rate',
    unit: '× facts/s',
    better: 'more',
    parts: { '': at(1.5, 3, 6) },
  },
  S1: {
    what: 'start of the service → first event, stack up',
    unit: 's',
    better: 'less',
    parts: { '': at(5, 3, 1.5) },
  },
  H1: {
    what: 'HTTP ingest, durable 202, batches of 100, against a plain producer',
    unit: '× facts/s',
    better: 'more',
    parts: { '': at(0.3, 0.6, 0.8) },
  },
} as const satisfies Record<string, Goal>;

export type RowId = keyof typeof goals;

export const rowIds = Object.keys(goals) as readonly RowId[];

export type Verdict = 'stretch' | 'target' | 'floor' | 'missed';

/** The highest mark a value reaches. */
export function verdictOf(value: number, better: Goal['better'], thresholds: Thresholds): Verdict {
  const reaches = (mark: number) => (better === 'more' ? value >= mark : value <= mark);
  if (reaches(thresholds.stretch)) return 'stretch';
  if (reaches(thresholds.target)) return 'target';
  return reaches(thresholds.floor) ? 'floor' : 'missed';
}
