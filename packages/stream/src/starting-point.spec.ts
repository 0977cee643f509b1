import { startingPoint } from './starting-point.ts';

it.each([
  ['the commit, which the store has reached', { committed: 7, saved: 7 }, { next: 7, seek: false }],
  ['the commit, where the store is further', { committed: 7, saved: 9 }, { next: 7, seek: false }],
  ['the commit, where there is no store', { committed: 7, saved: 'none' as const }, { next: 7, seek: false }],
  ['the first message for a group that never committed', { saved: 'none' as const }, { seek: false }],
  ['what the store has, where it lost its last writes', { committed: 7, saved: 3 }, { next: 3, seek: true }],
  ['the first message, where the store has lost all', { committed: 7 }, { next: 0, seek: true }],
])('a partition is read from %s', (_what, known, expected) => {
  const at = startingPoint({ committed: undefined, saved: undefined, end: 9, ...known });
  expect(at).toMatchObject(expected);
});

it('messages are gone when reading begins behind what the store has, though nobody knows the commit any more', () => {
  expect(startingPoint({ committed: undefined, saved: 5, end: 9 }).next).toBe(5);
});

it('what comes after the commit may have been done as well, so all that is there counts as read again', () => {
  expect(startingPoint({ committed: 7, saved: 3, end: 9 }).readAgainUntil).toBe(9);
  expect(startingPoint({ committed: 7, saved: 3, end: undefined }).readAgainUntil).toBe(7);
});

it('a commit beyond the end does not make anybody wait for messages that do not exist', () => {
  expect(startingPoint({ committed: 1_300, saved: 300, end: 379 }).readAgainUntil).toBe(379);
});
