import { eventHeaders } from './event-headers.ts';
import { encodedProduce } from './fast-produce.ts';
import { decodeRecord } from './fast-records.ts';
import type { Outgoing } from './outgoing.ts';

const outgoing: Outgoing = {
  topic: 'orders',
  key: 'musikteatret:B-1041',
  value: Buffer.from('v'),
  trace: {
    correlationId: 'c-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    origin: 'backfill',
  },
  event: { id: 'musikteatret:B-1041@2', type: 'Order', time: 1_764_255_600_000 },
};

/** Behind the heads of the request, of its one topic, of its one partition and of the batch. */
const RECORD_FROM = 12 + 7 + 8 + 61;

function headersIn(headerBytes: Buffer): Record<string, string> {
  const messages = [{ key: 'k', value: 'v', headerBytes }];
  const topicData = [{ topic: 't', partitions: [{ partition: 0, messages }] }];
  const record = encodedProduce({ acks: -1, timeout: 0, topicData }).buffer.subarray(RECORD_FROM);
  // A record begins with its length, of one or two bytes here.
  const decoded = decodeRecord(
    { buffer: record, offset: (record[0] ?? 0) < 0x80 ? 1 : 2 },
    { firstOffset: '0', firstTimestamp: '0' },
  );
  return Object.fromEntries(Object.entries(decoded.headers).map(([name, value]) => [name, String(value)]));
}

describe('the headers of a message', () => {
  const headersOf = eventHeaders('/services/order-aggregator');

  it('are those of a CloudEvent, and what travels beside the value', () => {
    expect(headersIn(headersOf(outgoing, 'now'))).toEqual({
      ce_specversion: '1.0',
      ce_source: '/services/order-aggregator',
      ce_type: 'dk.stamkunde.Order',
      ce_id: 'musikteatret:B-1041@2',
      ce_time: '2025-11-27T15:00:00.000Z',
      ce_subject: 'musikteatret:B-1041',
      'correlation-id': 'c-1',
      origin: 'backfill',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
  });

  it('leave out a trace that is not there, and take the present where no time is given', () => {
    const { traceparent, ce_time } = headersIn(
      headersOf(
        {
          ...outgoing,
          trace: { ...outgoing.trace, traceparent: undefined },
          event: { id: 'i', type: 'Order' },
        },
        '2026-01-01T00:00:00.000Z',
      ),
    );
    expect([traceparent, ce_time]).toEqual([undefined, '2026-01-01T00:00:00.000Z']);
  });

  it.each([0, 1, 31, 32, 63, 64, 100, 1_000, 1_024, 5_000])(
    'carry a text of %i characters, the longest cut off',
    (length) => {
      const text = 'ø'.repeat(length);
      const read = headersIn(
        headersOf({ ...outgoing, trace: { ...outgoing.trace, correlationId: text } }, 'now'),
      );
      expect(read['correlation-id']).toBe(text.slice(0, 1_024));
    },
  );

  it('stay what they were while thousands are written after them', () => {
    const all = Array.from({ length: 2_000 }, (_, i) =>
      headersOf({ ...outgoing, event: { ...outgoing.event, id: `id-${i}` } }, 'now'),
    );
    all.forEach((bytes, i) => {
      expect(headersIn(bytes)['ce_id']).toBe(`id-${i}`);
    });
  });
});
