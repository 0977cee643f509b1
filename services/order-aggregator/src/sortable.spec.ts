import { law } from '@stamkunde/testing';
import fc from 'fast-check';
import { sortable } from './sortable.ts';

describe('a sortable text', () => {
  it('is the text itself wherever both orders agree', () => {
    expect(sortable('Ordre nr. 1001 – æøå 日本')).toBe('Ordre nr. 1001 – æøå 日本');
  });

  const texts = () =>
    fc.string({
      unit: fc.constantFrom('a', '\ud7fe', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
    });

  law('sorts by UTF-8 as its text does by UTF-16', texts(), texts(), (a, b) => {
    const bytes = Math.sign(Buffer.compare(Buffer.from(sortable(a)), Buffer.from(sortable(b))));
    return bytes === (a === b ? 0 : a < b ? -1 : 1);
  });

  law('survives UTF-8', texts(), (text) => Buffer.from(sortable(text)).toString() === sortable(text));
});
