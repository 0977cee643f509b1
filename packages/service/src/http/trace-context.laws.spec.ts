import { equal, law } from '@stamkunde/testing';
import fc from 'fast-check';
import { traceContext } from './trace-context.ts';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length - 1}}[1-9a-f]$`));
const fresh = /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/;

describe('the trace of a request', () => {
  law('is the one it names, whatever its flags', hex(32), hex(16), hex(2), (traceId, parentId, flags) => {
    const traceparent = `00-${traceId}-${parentId}-${flags}`;
    equal(traceContext(traceparent), { traceId, traceparent });
  });

  law('is a new one after anything else', fc.string(), (text) => {
    const { traceId, traceparent } = traceContext(text);
    return (
      fresh.test(traceparent) &&
      traceparent.includes(traceId) &&
      traceparent !== traceContext(text).traceparent
    );
  });

  const id = '0af7651916cd43dd8448eb211c80319c';
  it.each([
    ['no header', undefined],
    ['all zeros as trace', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['all zeros as parent', `00-${id}-${'0'.repeat(16)}-01`],
    ['the forbidden version', `ff-${id}-b7ad6b7169203331-01`],
    ['capital letters', `00-${id.toUpperCase()}-b7ad6b7169203331-01`],
    ['more than version 00 has', `00-${id}-b7ad6b7169203331-01-more`],
    ['two headers in one', `00-${id}-b7ad6b7169203331-01, 00-${id}-b7ad6b7169203331-01`],
    ['a line break', `00-${id}-b7ad6b7169203331-01\n`],
  ])('is a new one after %s', (_what, header) => {
    expect(traceContext(header).traceparent).toMatch(fresh);
    expect(traceContext(header).traceId).not.toBe(id);
  });

  it('is read from a later version as far as version 00 reaches', () => {
    expect(traceContext(`cc-${id}-b7ad6b7169203331-01-what-else`)).toEqual({
      traceId: id,
      traceparent: `00-${id}-b7ad6b7169203331-01`,
    });
  });
});
