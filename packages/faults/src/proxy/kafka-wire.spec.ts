import { kafkaWire } from './kafka-wire.ts';

const here = { host: '127.0.0.1', port: 40_000 };

const int16 = (value: number) => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
const int32 = (value: number) =>
  Buffer.from([(value >> 24) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]);
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)]);
const framed = (...parts: readonly Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
};
const request = (key: number, version: number, ...rest: readonly Buffer[]) =>
  framed(int16(key), int16(version), int32(7), text('spec'), ...rest);

describe('what passes on the way to Kafka', () => {
  it('is cut into messages by the length in front of them', () => {
    const wire = kafkaWire(here);
    expect(wire.lengthOf(Buffer.from([0, 0, 0]))).toBeUndefined();
    expect(wire.lengthOf(request(3, 6))).toBe(request(3, 6).length);
  });

  it('is told by its name, and a produce request by its topics', () => {
    const records = Buffer.concat([int32(0), int32(3), Buffer.from('abc')]);
    const topic = (name: string) => Buffer.concat([text(name), int32(1), records]);
    const bytes = request(
      0,
      7,
      int16(-1),
      int16(-1),
      int32(30_000),
      int32(2),
      topic('orders'),
      topic('buyer-orders'),
    );
    expect(kafkaWire(here).read('request', bytes)).toMatchObject({
      name: 'Produce',
      about: ['orders', 'buyer-orders'],
    });
  });

  it.each([
    ['Metadata', 3, 6, [int32(0), int32(1), int32(1)]],
    ['FindCoordinator', 10, 2, [int32(0), int16(0), int16(-1), int32(1)]],
  ])('leads clients back to the proxy in a %s answer', (name, key, version, before) => {
    const wire = kafkaWire(here);
    wire.read('request', request(key, version));
    const rest = Buffer.from('the rest');
    const answer = framed(int32(7), ...before, text('kafka.example'), int32(9_092), rest);
    const { bytes, ...passing } = wire.read('answer', answer);
    expect(passing).toMatchObject({ name });
    expect(bytes).toEqual(framed(int32(7), ...before, text('127.0.0.1'), int32(40_000), rest));
  });

  it('stays as it is when the coordinator is not known yet', () => {
    const wire = kafkaWire(here);
    wire.read('request', request(10, 2));
    const answer = framed(int32(7), int32(0), int16(15), int16(-1), int32(-1), text(''), int32(-1));
    expect(wire.read('answer', answer).bytes).toEqual(answer);
  });

  it('must not come from a cluster of several brokers', () => {
    const wire = kafkaWire(here);
    wire.read('request', request(3, 6));
    expect(() => wire.read('answer', framed(int32(7), int32(0), int32(2)))).toThrow('one broker');
  });
});
