import { type Order, topics, writer } from '@stamkunde/contracts';
import { type AvroSchema, arbitraryOf, equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { isSameButRev } from './same-but-rev.ts';

const { write } = writer(topics.orders, 1);
const orders = arbitraryOf<Order>(topics.orders.schema as AvroSchema);
const revs = fc.integer({ min: 0, max: 2 ** 50 });

law('an order is the same under every rev', orders, revs, (order, rev) => {
  equal(isSameButRev(write(order), write({ ...order, rev })), true);
});

law('whatever else differs is seen', orders, orders, revs, (order, other, rev) => {
  const isSame = write({ ...order, rev }).equals(write({ ...other, rev }));
  equal(isSameButRev(write(order), write(other)), isSame);
});

it('what is missing is like nothing', () => {
  expect(isSameButRev(undefined, undefined)).toBe(false);
});
