import { progressLine, span } from './progress-line.ts';

const progress = {
  rows: 250_000,
  facts: 250_000,
  refused: 0,
  passedOver: 0,
  bytesRead: 500,
  bytesTotal: 1_000,
  rowsDone: 0,
  bytesDone: 0,
  elapsedMs: 5_000,
  silentMs: 0,
};

it('says how far, how fast and how long', () => {
  expect(progressLine(progress)).toBe('████████████░░░░░░░░░░░░  50 % · 250,000 rows · 50,000/s · 5 s left');
});

it('counts time and rate from where an earlier run stopped', () => {
  const resumed = { ...progress, rowsDone: 200_000, bytesDone: 400 };
  expect(progressLine(resumed)).toMatch(/10,000\/s · 25 s left$/);
  expect(progressLine({ ...resumed, rows: 100_000 })).toMatch(/looking for row 200,000$/);
});

it('says what is wrong', () => {
  expect(progressLine({ ...progress, refused: 3, silentMs: 61_000 })).toMatch(
    /3 refused · Kafka silent for 1 min 1 s$/,
  );
});

it('has a line for the very beginning, and for an empty file', () => {
  const none = { ...progress, rows: 0, bytesRead: 0, elapsedMs: 0 };
  expect(progressLine(none)).toBe('░░░░░░░░░░░░░░░░░░░░░░░░   0 % · 0 rows');
  expect(progressLine({ ...none, bytesTotal: 0 })).toMatch(/100 %/);
});

it.each([
  [900, '1 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms are %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});
