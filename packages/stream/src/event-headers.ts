import type { Outgoing } from './outgoing.ts';

const SLAB_BYTES = 65_536;
/** Longest value of one header, in bytes; what is longer is cut off. Ids, keys and times are far below. */
const VALUE_BYTES_MAX = 3_072;

/**
 * Writes the headers every message of ours carries: the CloudEvents attributes, the correlation id, the origin, the
 * trace. What is the same for all messages of a type is encoded once; the rest is written behind it, without a string
 * or an object in between, since this is done for every message that leaves the house.
 *
 * @param source CloudEvents source of everything this process says
 */
export function eventHeaders(source: string): (outgoing: Outgoing, now: string) => Buffer {
  const constants = new Map<string, Buffer>();
  let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  let at = 0;

  function constantsOf(type: string, origin: string): Buffer {
    const kind = `${type} ${origin}`;
    let bytes = constants.get(kind);
    if (bytes === undefined) {
      bytes = Buffer.concat([
        header('ce_specversion', '1.0'),
        header('ce_source', source),
        header('ce_type', `dk.stamkunde.${type}`),
        header('origin', origin),
      ]);
      constants.set(kind, bytes);
    }
    return bytes;
  }

  function write(name: Buffer, whole: string): void {
    const value = whole.length * 3 <= VALUE_BYTES_MAX ? whole : whole.slice(0, VALUE_BYTES_MAX / 3);
    at += name.copy(slab, at);
    const twice = Buffer.byteLength(value) << 1;
    if (twice < 0x80) slab[at++] = twice;
    else {
      slab[at++] = (twice & 0x7f) | 0x80;
      slab[at++] = twice >> 7;
    }
    at += slab.write(value, at);
  }

  return function headersOf({ event, trace, key }, now) {
    const constant = constantsOf(event.type, trace.origin);
    if (at + constant.length + 5 * (VALUE_BYTES_MAX + 32) > slab.length) {
      slab = Buffer.allocUnsafeSlow(SLAB_BYTES + constant.length);
      at = 0;
    }
    const start = at;
    slab[at++] = (trace.traceparent === undefined ? 8 : 9) << 1;
    at += constant.copy(slab, at);
    write(CE_ID, event.id);
    write(CE_TIME, event.time === undefined ? now : new Date(event.time).toISOString());
    write(CE_SUBJECT, key);
    write(CORRELATION_ID, trace.correlationId);
    if (trace.traceparent !== undefined) write(TRACEPARENT, trace.traceparent);
    return slab.subarray(start, at);
  };
}

const CE_ID = withLength('ce_id');
const CE_TIME = withLength('ce_time');
const CE_SUBJECT = withLength('ce_subject');
const CORRELATION_ID = withLength('correlation-id');
const TRACEPARENT = withLength('traceparent');

function header(name: string, value: string): Buffer {
  return Buffer.concat([withLength(name), withLength(value)]);
}

/** A text with its length as a zig-zag varint before it; texts here are below 8,192 bytes. */
function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const twice = bytes.length << 1;
  return Buffer.concat([Buffer.from(twice < 0x80 ? [twice] : [(twice & 0x7f) | 0x80, twice >> 7]), bytes]);
}
