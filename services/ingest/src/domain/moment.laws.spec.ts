import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { momentOf } from './moment.ts';

const date = fc.date({
  min: new Date('0100-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

law('a moment written by JavaScript is read as the same moment', date, (moment) => {
  equal(momentOf(moment.toISOString()), moment.getTime());
});

law('an offset moves it', date, fc.integer({ min: -23 * 60, max: 23 * 60 }), (moment, minutes) => {
  const sign = minutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  const local = moment.toISOString().slice(0, -1);
  equal(momentOf(`${local}${sign}${hours}:${rest}`), moment.getTime() - minutes * 60_000);
});

law('no text makes it throw', fc.string(), (text) => {
  momentOf(text);
});

it.each([
  ['2026-03-01T19:30Z', Date.UTC(2026, 2, 1, 19, 30)],
  ['2026-03-01t19:30:00.123456789z', Date.UTC(2026, 2, 1, 19, 30, 0, 123)],
  ['2026-03-01 19:30:00+0100', Date.UTC(2026, 2, 1, 18, 30)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2026-02-29T00:00:00Z', undefined],
  ['1900-02-29T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-03-01T24:00:00Z', undefined],
  ['2026-03-01T19:30:00', undefined],
  ['2026-03-01', undefined],
  ['1 March 2026', undefined],
])('%s is %s', (text, moment) => {
  expect(momentOf(text)).toBe(moment);
});

it('is UTC without a zone where the column says so', () => {
  expect(momentOf('2010-12-01T08:26:00', 'utc')).toBe(Date.UTC(2010, 11, 1, 8, 26));
});
