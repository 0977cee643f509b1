import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { OccurrenceCounter } from './occurrence-counter.ts';

const word = fc.oneof(fc.constantFrom('', 'a', 'b', 'ab', '1', '\uffff'), fc.string({ maxLength: 6 }));

law('counts as a map would', fc.array(fc.tuple(word, word, word), { maxLength: 200 }), (triples) => {
  const counter = new OccurrenceCounter(2);
  const map = new Map<string, number>();
  for (const triple of triples) {
    const key = JSON.stringify(triple);
    map.set(key, (map.get(key) ?? 0) + 1);
    equal(counter.next(...triple), map.get(key));
  }
});

it('keeps a hundred thousand different ones apart, in the memory of numbers', () => {
  const counter = new OccurrenceCounter();
  let repeated = 0;
  for (let number = 0; number < 100_000; number++) {
    if (counter.next(`order ${number % 997}`, String(number), 'C1') !== 1) repeated++;
  }
  expect(repeated).toBe(0);
  expect(counter.next('order 5', '5', 'C1')).toBe(2);
});
