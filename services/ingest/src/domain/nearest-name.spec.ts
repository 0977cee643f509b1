import { nearestName } from './nearest-name.ts';

const known = ['orderId', 'lineId', 'unitPrice', 'occurredAt'];

it.each([
  ['order_id', 'orderId'],
  ['ORDERID', 'orderId'],
  ['unitprise', 'unitPrice'],
  ['occuredAt', 'occurredAt'],
  ['lineid', 'lineId'],
  ['colour', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%s was probably meant as %s', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});
