import { isBot } from './is-bot.ts';
import { isJunk, isJunkAddress } from './is-junk.ts';

it.each([
  'null',
  'NULL',
  'undefined',
  '"undefined"',
  ' None ',
  '0',
  '0000',
  '00000000-0000-0000-0000-000000000000',
  '-',
  ' ',
  '[object Object]',
  'Anonymous',
  'guest',
  'NaN',
  'false',
])('%j is what programs write where they have no id', (word) => {
  expect(isJunk(word)).toBe(true);
});

it.each(['10', 'a0', 'nullmann', 'v-7Qm2xkP0', 'anonymous-4711', 'Ø', '0-1'])('%j is an id', (id) => {
  expect(isJunk(id)).toBe(false);
});

it('takes the address of a guest house, and not that of nobody', () => {
  expect(isJunkAddress('guest@hotel.example')).toBe(false);
  expect(isJunkAddress('undefined@undefined')).toBe(true);
});

it('knows programs by their names, a phone called Cubot for a phone, and silence for silence', () => {
  const names = [
    'Googlebot/2.1',
    'HeadlessChrome/147',
    'curl/8',
    'python-requests/2',
    'facebookexternalhit/1.1',
  ];
  expect(names.map((name) => isBot(name, false))).toEqual(names.map(() => true));
  expect(isBot('Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/120', false)).toBe(false);
  expect(isBot('Mozilla/5.0 (iPhone) Safari/604.1', true)).toBe(true);
  expect([isBot(undefined, false), isBot('', false)]).toEqual([null, null]);
});
