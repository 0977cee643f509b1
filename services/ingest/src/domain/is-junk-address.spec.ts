import { isJunkAddress } from './is-junk-address.ts';

it('takes the address of a guest house, and not that of nobody', () => {
  expect(isJunkAddress('guest@hotel.example')).toBe(false);
  expect(isJunkAddress('undefined@undefined')).toBe(true);
});
