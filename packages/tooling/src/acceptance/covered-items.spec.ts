import { drawnTogether, itemsIn, itemsOf, pages } from './covered-items.ts';

// Put together here, so that this spec does not count as one that covers them.
const [seats, dropped, told, free] = [46, 1, 3, 17].map((number) =>
  ['BIL', String(number).padStart(2, '0')].join('-'),
);

it('an item is covered by the name of a test, or of a row of its table, and not by a comment', () => {
  const spec = `
    // ${dropped}
    it('${seats} is five lines', () => {});
    it.each([['${told}', 1]])(\`is ${free} for \${who}\`, () => {});
  `;
  expect([...itemsIn('a.spec.ts', spec)].sort()).toEqual([told, free, seats]);
});

it('there are 362 of them, none twice', () => {
  const all = (Object.keys(pages) as (keyof typeof pages)[]).flatMap(itemsOf);
  expect(new Set(all).size).toBe(362);
  expect(all).toContain(told);
});

it('what follows one another is drawn together', () => {
  const item = (number: number) => `X-0${number}`;
  expect(drawnTogether([1, 2, 3, 9].map(item))).toBe('X-01…03, X-09');
  expect(drawnTogether([])).toBe('');
});
