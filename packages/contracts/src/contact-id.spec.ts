import { contactIdOf, normaliseAddress } from './contact-id.ts';
import { factIdOf } from './fact-id.ts';
import { uuidV5 } from './uuid-v5.ts';

describe('a name-based id', () => {
  it('is the one RFC 9562 gives', () => {
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });
});

describe('a contact', () => {
  it('is the same for one address, however it is written', () => {
    expect(contactIdOf('demo', ' Buyer@Example.com ')).toBe(contactIdOf('demo', 'buyer@example.com'));
    expect(normaliseAddress('ÅSE@example.com')).toBe(normaliseAddress('A\u030ASE@example.com'));
  });

  it('is another at another site, and another for another address', () => {
    expect(contactIdOf('demo', 'buyer@example.com')).not.toBe(contactIdOf('other', 'buyer@example.com'));
    expect(contactIdOf('demo', 'buyer@example.com')).not.toBe(contactIdOf('demo', 'buyer+tag@example.com'));
  });

  it('never changes: ids are kept in topics for ever', () => {
    expect(contactIdOf('musikteatret', 'buyer@example.com')).toBe('1b4f5f34-e64e-56c8-87ff-aa86a6d8b6f8');
  });
});

describe('a fact', () => {
  it('sent twice has one id, and parts do not run into each other', () => {
    expect(factIdOf('demo', 'a', 1)).toBe(factIdOf('demo', 'a', '1'));
    expect(factIdOf('demo', 'ab', '')).not.toBe(factIdOf('demo', 'a', 'b'));
    expect(factIdOf('demo', null)).toBe(factIdOf('demo', undefined));
  });
});
