import type { IHeaders } from 'kafkajs';
import { Delivered } from './delivered.ts';

describe('the trace of a message', () => {
  it('is read from its headers', () => {
    const headers = { 'correlation-id': Buffer.from('c-1'), origin: Buffer.from('backfill') };
    expect(new Delivered('value', 'key', { headers }).trace).toEqual({
      correlationId: 'c-1',
      traceparent: undefined,
      origin: 'backfill',
    });
  });

  it('is empty where headers are missing or null, which Kafka allows', () => {
    const nothing = { correlationId: '', traceparent: undefined, origin: 'live' };
    expect(new Delivered('value', 'key', {}).trace).toEqual(nothing);
    const headers = { 'correlation-id': null, traceparent: null, origin: null } as unknown as IHeaders;
    expect(new Delivered('value', 'key', { headers }).trace).toEqual(nothing);
  });
});
