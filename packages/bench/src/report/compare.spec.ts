import { changesBetween } from './compare.ts';
import type { JsonReport } from './json.ts';

function report(samples: readonly number[], baseline: number | null): JsonReport {
  const value = [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  const thresholds = { floor: 20, target: 12, stretch: 8, verdict: 'target' } as const;
  return {
    machine: { cpu: '', cores: 2, memoryGb: 1, system: '', node: '', kafka: '', mongo: '', registry: '' },
    date: '2026-01-01T00:00:00.000Z',
    settings: {},
    rows: [
      {
        id: 'T6',
        value,
        unit: 'µs',
        spread: null,
        ...thresholds,
        detail: {
          what: '',
          better: 'less',
          part: 'W1',
          parts: [{ part: 'W1', value, samples, baseline, ...thresholds }],
          notes: [],
        },
      },
    ],
  };
}

const slower = (before: JsonReport, after: JsonReport) =>
  changesBetween(before, after).map((change) => change.slower);

describe('the comparison of two runs', () => {
  it('tells what became slower', () => {
    expect(slower(report([10, 10, 11], 20), report([13, 13, 13], 20))).toEqual([true]);
    expect(slower(report([10, 10, 11], 20), report([9, 10, 10], 20))).toEqual([false]);
  });

  it('does not blame the service for a slower machine', () => {
    expect(slower(report([10], 20), report([15], 30))).toEqual([false]);
  });

  it('does not take spread for change', () => {
    expect(slower(report([6, 10, 14], null), report([9, 13, 14], null))).toEqual([false]);
  });
});
