import { isJunkIdentifier } from './junk-identifier.ts';

it.each([
  'null',
  'NULL',
  'undefined',
  '"undefined"',
  ' None ',
  '0',
  '0000',
  '-1',
  '00000000-0000-0000-0000-000000000000',
  '-',
  ' ',
  '[object Object]',
  'Anonymous',
  'guest',
  'NaN',
  'false',
])('%j is what programs write where they have no id', (word) => {
  expect(isJunkIdentifier(word)).toBe(true);
});

it.each([
  '10',
  'a0',
  'guest-7',
  'nullable',
  '00000000-0000-0000-0000-000000000001',
  'nullmann',
  'v-7Qm2xkP0',
  'anonymous-4711',
  'Ø',
  '0-1',
])('%j is an id', (id) => {
  expect(isJunkIdentifier(id)).toBe(false);
});
