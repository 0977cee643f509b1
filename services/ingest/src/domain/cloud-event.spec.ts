import { fromBinaryCloudEvent, fromCloudEvent, type Heard, traceparentOf } from './cloud-event.ts';
import { orderFacts } from './to-fact.ts';

const now = Date.UTC(2026, 2, 1, 12);
const facts = orderFacts('demo', now);
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const attributes = {
  specversion: '1.0',
  id: 'b6f5-1',
  source: '/box-office/2',
  type: 'dk.stamkunde.LineCancelled',
  time: '2026-02-28T09:31:00Z',
};
const data = { orderId: 'T-1', lineId: 'B1', quantity: 1 };
const headersOf = (some: object) =>
  Object.fromEntries(Object.entries(some).map(([name, value]) => [`ce-${name}`, value]));
const places = (heard: Heard<unknown>) =>
  'faults' in heard ? heard.faults.map(({ pointer, header }) => header ?? pointer) : [];

describe('a CloudEvent', () => {
  it('fills in what its data leaves out, and brings its trace along', () => {
    const heard = fromCloudEvent({ ...attributes, traceparent, data }, facts, now);
    expect(heard).toMatchObject({
      fact: { type: 'LineCancelled', occurredAt: Date.UTC(2026, 1, 28, 9, 31), correlationId: 'b6f5-1' },
      traceparent,
    });
  });

  it('is the same fact in binary form', () => {
    const heard = fromBinaryCloudEvent(
      { ...headersOf({ ...attributes, traceparent }), host: 'x' },
      data,
      facts,
      now,
    );
    expect(heard).toEqual(fromCloudEvent({ ...attributes, traceparent, data }, facts, now));
  });

  it('has percent-encoded headers in binary form', () => {
    const heard = fromBinaryCloudEvent(headersOf({ ...attributes, id: 'K%C3%B8b%201' }), data, facts, now);
    expect(heard).toMatchObject({ fact: { correlationId: 'Køb 1' } });
  });

  it('yields to its data where both say something', () => {
    const heard = fromCloudEvent(
      { ...attributes, data: { ...data, occurredAt: '2026-01-01T00:00:00Z', correlationId: 'x' } },
      facts,
      now,
    );
    expect(heard).toMatchObject({ fact: { occurredAt: Date.UTC(2026, 0, 1), correlationId: 'x' } });
  });

  it('has unknown extensions passed over, unknown fields of its data not', () => {
    expect(places(fromCloudEvent({ ...attributes, partitionkey: 'x', data }, facts, now))).toEqual([]);
    expect(places(fromCloudEvent({ ...attributes, data: { ...data, lineID: 'B1' } }, facts, now))).toEqual([
      '/data/lineID',
    ]);
  });

  it('is told the faults of envelope and data at once, each in its place and none twice', () => {
    const event = {
      specversion: '0.3',
      source: '',
      type: 'dk.stamkunde.LineCanceled',
      time: 'noon',
      data: { quantity: -1 },
    };
    expect(places(fromCloudEvent(event, facts, now))).toEqual([
      '/id',
      '/source',
      '/specversion',
      '/time',
      '/type',
      '/data/orderId',
      '/data/quantity',
    ]);
    const { id: _, ...anonymous } = attributes;
    expect(places(fromBinaryCloudEvent(headersOf(anonymous), { ...data, quantity: -1 }, facts, now))).toEqual(
      ['ce-id', '/quantity'],
    );
  });

  it('is told its time when that is more than a day ahead, once, and by the name it has there', () => {
    const late = { ...attributes, time: '2126-01-01T00:00:00Z' };
    expect(places(fromCloudEvent({ ...late, data }, facts, now))).toEqual(['/time']);
    expect(places(fromBinaryCloudEvent(headersOf(late), data, facts, now))).toEqual(['ce-time']);
    const within = { ...data, occurredAt: '2126-01-01T00:00:00Z' };
    expect(places(fromCloudEvent({ ...attributes, data: within }, facts, now))).toEqual(['/data/occurredAt']);
  });

  it('may not say one kind outside and another inside', () => {
    expect(
      places(fromCloudEvent({ ...attributes, data: { ...data, type: 'LineBought' } }, facts, now)),
    ).toContain('/data/type');
  });

  it('carries its data as JSON', () => {
    expect(places(fromCloudEvent({ ...attributes, data_base64: 'e30=' }, facts, now))).toEqual([
      '/data_base64',
      '/data',
    ]);
    expect(places(fromCloudEvent({ ...attributes, data: '{}' }, facts, now))).toEqual(['/data']);
  });
});

it('counts a malformed trace context as none', () => {
  expect([traceparentOf(traceparent), traceparentOf('00-1-2-3'), traceparentOf(7)]).toEqual([
    traceparent,
    undefined,
    undefined,
  ]);
});
