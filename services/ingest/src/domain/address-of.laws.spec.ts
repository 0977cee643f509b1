import { contactIdOf, normaliseAddress } from '@stamkunde/contracts';
import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { addressOf } from './address-of.ts';

/** Letters of which several have one small form, which are composed or have to be, and the marks themselves. */
const awkward = fc.constantFrom(
  ...['A', 'a', '^', ';', '1', '2', '0', 'K', 'k', '\u212a', 'É', 'é', 'E\u0301', 'H\u0331', 'h\u0331'],
  ...['Σ', 'σ', 'ς', 'Θ', 'ϴ', 'θ', 'DŽ', 'Dž', 'dž', 'İ', 'i\u0307', 'I', 'ẞ', 'ß', '𐐀', '𐐨'],
);
const customerId = fc
  .oneof(
    fc.string({ unit: awkward, minLength: 1, maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  .filter((id) => id.trim() !== '' && !id.includes('@'));
const contactOf = (id: string) => contactIdOf('demo', addressOf(id) ?? '');

law(
  'two customer numbers are two people, unless Unicode takes them for one text',
  customerId,
  customerId,
  (one, other) => {
    equal(contactOf(one) === contactOf(other), one.trim().normalize() === other.trim().normalize());
  },
);

law('a customer number differs from itself in capitals', customerId, (id) => {
  const small = id.toLowerCase();
  equal(contactOf(id) === contactOf(small), id.trim().normalize() === small.trim().normalize());
});

law('the address of a customer number is in the form in which addresses are compared', customerId, (id) => {
  const address = addressOf(id) ?? '';
  equal(normaliseAddress(address), address.normalize());
});

law(
  'a customer number of small letters and digits is the address as it stands',
  fc.stringMatching(/^[a-z0-9._-]+$/),
  (id) => {
    equal(addressOf(` ${id} `), `${id}@customers.invalid`);
  },
);

it('is the same one, marked where it has capitals', () => {
  expect(['17850', '0015g00000AbCdE', '0015g00000aBcDe', 'a^B', 'É'].map(addressOf)).toEqual([
    '17850@customers.invalid',
    '0015g00000^ab^cd^e@customers.invalid',
    '0015g00000a^bc^de@customers.invalid',
    'a^^^b@customers.invalid',
    '^201;@customers.invalid',
  ]);
  expect([' ', ' Anna@Example.org'].map(addressOf)).toEqual([undefined, 'Anna@Example.org']);
});
