import { fingerprintOf, idempotencyKeyOf } from './answered-once.ts';

it.each([
  [undefined, undefined],
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['order-17', 'order-17'],
  ['"a"b"', 'a"b'],
])('the Idempotency-Key %s is %s', (header, key) => {
  expect(idempotencyKeyOf(header)).toBe(key);
});

it.each([[''], ['""'], ['x'.repeat(256)], ['two words'], ['bæ'], [['a', 'b']]])(
  'the Idempotency-Key %j is refused',
  (header) => {
    expect(() => idempotencyKeyOf(header)).toThrow('Idempotency-Key');
  },
);

it('tells requests apart by what they carry and how they are to be read', () => {
  const one = fingerprintOf('application/json', { 'ce-id': '1', host: 'a' }, { orderId: '1' });
  expect(fingerprintOf('application/json', { host: 'b', 'ce-id': '1' }, { orderId: '1' })).toBe(one);
  expect(fingerprintOf('application/json', { 'ce-id': '2' }, { orderId: '1' })).not.toBe(one);
  expect(fingerprintOf('application/json', { 'ce-id': '1' }, { orderId: '2' })).not.toBe(one);
  expect(fingerprintOf('application/cloudevents+json', { 'ce-id': '1' }, { orderId: '1' })).not.toBe(one);
});
