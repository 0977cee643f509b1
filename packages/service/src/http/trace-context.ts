import { randomBytes } from 'node:crypto';

/** The trace a request belongs to (W3C Trace Context), to be handed on with whatever the request causes. */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The whole header, version 00. */
  readonly traceparent: string;
}

/**
 * The trace named by a `traceparent` header, or a new one when there is none or it is malformed, as the standard asks.
 * A header of a later version is read as far as version 00 reaches. No span of our own is opened.
 */
export function traceContext(traceparent?: string): TraceContext {
  const [, version, traceId, parentId, flags, more] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(traceparent ?? '') ?? [];
  const valid =
    version !== undefined &&
    version !== 'ff' &&
    (version !== '00' || more === undefined) &&
    !/^0+$/.test(traceId ?? '0') &&
    !/^0+$/.test(parentId ?? '0');
  if (valid && traceId !== undefined) return { traceId, traceparent: `00-${traceId}-${parentId}-${flags}` };
  const made = randomBytes(16).toString('hex');
  return { traceId: made, traceparent: `00-${made}-${randomBytes(8).toString('hex')}-00` };
}
