import { isBot } from './is-bot.ts';

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
