import type { KafkaMessage } from 'kafkajs';
import { refusalOf } from './refusal.ts';

const origin = { service: 'order-aggregator', topic: 'order-lines', partition: 3 };

function refused(message: Partial<KafkaMessage>) {
  const whole = {
    key: Buffer.from('k'),
    value: Buffer.from('v'),
    offset: '7',
    timestamp: '0',
    attributes: 0,
  };
  return refusalOf(origin, { ...whole, ...message } as KafkaMessage, 'not-framed', 'garbage', 0);
}

describe('the record of a message that could not be taken', () => {
  it('holds its bytes, its place and the reason', () => {
    expect(refused({ headers: { origin: Buffer.from('live') } })).toMatchObject({
      topic: 'order-lines',
      partition: 3,
      offset: 7,
      reason: 'not-framed',
      key: 'aw==',
      value: 'dg==',
      headers: { origin: 'live' },
    });
  });

  it('passes over headers that are null, which Kafka allows', () => {
    const headers = { traceparent: null, origin: Buffer.from('live') } as unknown as KafkaMessage['headers'];
    expect(refused({ headers } as Partial<KafkaMessage>).headers).toEqual({ origin: 'live' });
  });

  it('fits into a message of Kafka whatever was sent', () => {
    const much = Buffer.alloc(990_000, 'x');
    for (const message of [
      { key: much },
      { value: much },
      { headers: { much } },
      {
        key: Buffer.alloc(50_000),
        value: Buffer.alloc(600_000),
        headers: { a: Buffer.alloc(90_000, 'x'), b: Buffer.alloc(90_000, 'x') },
      },
    ])
      expect(JSON.stringify(refused(message)).length).toBeLessThan(1_000_000);
  });
});
