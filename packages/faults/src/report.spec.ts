import type { Difference } from '@stamkunde/sandbox';
import { type Row, reportOf, tally } from './report.ts';

const found = (more: Partial<Difference>): Difference => ({
  point: 'document',
  place: 'orders',
  key: 'theatre:A1',
  field: '',
  expected: '',
  actual: '',
  ...more,
});

const row: Row = {
  id: '7',
  what: 'kill -9',
  seed: 5,
  times: 20,
  facts: 12_345,
  lost: 0,
  doubled: 0,
  wrong: 0,
  longestStandstillMs: 6_100,
  recoveryMs: 7_250,
  seconds: 61,
  broken: [],
  exceeded: [],
  notes: [],
};

describe('the tally of differences', () => {
  it('takes what is missing for lost, and what nothing speaks for for doubled', () => {
    const missing = found({ expected: 'a value', actual: 'nothing' });
    const surplus = found({ key: 'theatre:A2', expected: 'nothing', actual: 'a value' });
    expect(tally([missing, surplus])).toEqual({ lost: 1, doubled: 1, wrong: 0 });
  });

  it('goes by the pieces where a value differs, and counts each value once', () => {
    const less = [
      found({ field: 'productCount', expected: '3', actual: '2' }),
      found({ field: 'lines[0].quantity' }),
    ];
    const more = [found({ point: 'snapshot', field: 'orderCount', expected: '3', actual: '4' })];
    expect(tally([...less, ...more])).toEqual({ lost: 1, doubled: 1, wrong: 0 });
  });

  it('calls everything else wrong', () => {
    expect(tally([found({ point: 'rev-fell', field: 'rev' }), found({ key: 'b', field: 'buyer' })])).toEqual({
      lost: 0,
      doubled: 0,
      wrong: 2,
    });
  });
});

describe('the report', () => {
  it('shows a fault that has passed in one line', () => {
    const [, , line] = reportOf([row]).split('\n');
    expect(line?.split(/ {2,}/)).toEqual([
      '7',
      'kill -9',
      '20',
      '12,345',
      '0',
      '0',
      '6.1 s',
      '7.3 s',
      '61.0 s',
      'passed',
    ]);
  });

  it('tells what broke below the table, with the seed that brings it back', () => {
    const report = reportOf([
      { ...row, recoveryMs: undefined, broken: ['an order is missing'], notes: ['3 MB'] },
    ]);
    expect(report).toContain('FAILED');
    expect(report).toContain('7: 3 MB\n7 kill -9, seed 5:\n  an order is missing');
  });

  it('tells what was right but late from what was wrong', () => {
    const report = reportOf([{ ...row, exceeded: ['it took 9 s'] }]);
    expect(report).toMatch(/7 +kill -9 .* exceeded$/m);
    expect(report).toContain('7 exceeded: it took 9 s');
    expect(report).not.toContain('FAILED');
  });
});
