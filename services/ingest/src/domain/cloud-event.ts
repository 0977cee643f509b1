import { ID_LENGTH_MAX } from '@stamkunde/contracts';
import { type FieldFault, within } from './field-fault.ts';
import { FieldReader, isObject, type JsonObject } from './field-reader.ts';
import { happenedAt } from './happened-at.ts';
import { nearestName } from './nearest-name.ts';
import type { Understood, Vocabulary } from './vocabulary.ts';

/** What stands before the kind of fact in the `type` of a CloudEvent. */
export const TYPE_PREFIX = 'dk.stamkunde.';

/** What a request said beside the fact itself. */
export type Heard<F> = Understood<F> & { readonly traceparent?: string };

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Longest `source`: a URI reference longer than that names nothing. */
const SOURCE_LENGTH_MAX = 2_000;

/**
 * A fact out of a CloudEvent 1.0 in structured form, its `data` being the fact as JSON. The envelope fills in what the
 * data leaves out: `type` the kind, `time` when it happened, `id` the correlation id. Unknown extensions are passed over,
 * as CloudEvents wants it; unknown fields of the data are not.
 */
export function fromCloudEvent<F>(event: unknown, vocabulary: Vocabulary<F>, now: number): Heard<F> {
  if (!isObject(event)) {
    return { faults: [{ reason: 'invalid-field', pointer: '', detail: 'a CloudEvent is a JSON object' }] };
  }
  const attributes = new FieldReader(event);
  const envelope = readEnvelope(attributes, vocabulary.kinds, now);
  if (attributes.has('data_base64')) {
    attributes.invalid('data_base64', 'cannot be taken: the fact stands in data, as JSON');
  }
  if (!attributes.has('data')) attributes.missing('data');
  return combined(envelope, attributes.faults, event['data'], '/data', vocabulary);
}

/**
 * A fact out of a CloudEvent 1.0 in binary form: the attributes as `ce-` headers, the body being the fact.
 *
 * @param headers request headers, names in lower case
 */
export function fromBinaryCloudEvent<F>(
  headers: Readonly<Record<string, unknown>>,
  body: unknown,
  vocabulary: Vocabulary<F>,
  now: number,
): Heard<F> {
  const attributes: Record<string, unknown> = {};
  for (const name in headers) {
    const value = headers[name];
    if (name.startsWith('ce-') && typeof value === 'string')
      attributes[name.slice(3)] = percentDecoded(value);
  }
  const reader = new FieldReader(attributes);
  const envelope = readEnvelope(reader, vocabulary.kinds, now);
  const faults = reader.faults.map(
    ({ reason, pointer, detail }): FieldFault => ({ reason, header: `ce-${pointer?.slice(1)}`, detail }),
  );
  return combined(envelope, faults, body, '', vocabulary);
}

/** A trace context in the form of W3C Trace Context; anything else counts as none sent, as that standard wants it. */
export function traceparentOf(value: unknown): string | undefined {
  return typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;
}

interface Envelope {
  readonly kind: string | null;
  readonly time: string | null;
  readonly id: string | null;
  readonly traceparent: string | undefined;
}

function readEnvelope(attributes: FieldReader, kinds: readonly string[], now: number): Envelope {
  const id = attributes.text('id', ID_LENGTH_MAX);
  if (!attributes.has('id')) attributes.missing('id');
  attributes.text('source', SOURCE_LENGTH_MAX);
  if (!attributes.has('source')) attributes.missing('source');
  if (!attributes.has('specversion')) attributes.missing('specversion');
  else if (attributes.value('specversion') !== '1.0') attributes.invalid('specversion', 'is not 1.0');
  happenedAt(attributes, 'time', now);
  const time = attributes.value('time');
  return {
    kind: readKind(attributes, kinds),
    time: typeof time === 'string' ? time : null,
    id,
    traceparent: traceparentOf(attributes.value('traceparent')),
  };
}

function readKind(attributes: FieldReader, kinds: readonly string[]): string | null {
  const type = attributes.text('type', 200);
  if (type === null) return attributes.has('type') ? null : attributes.missing('type');
  const kind = type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : '';
  if (kinds.includes(kind)) return kind;
  const known = kinds.map((one) => TYPE_PREFIX + one);
  const nearest = nearestName(type, known);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return attributes.fault('unknown-type', 'type', `type is not one of ${known.join(', ')}${hint}`);
}

function combined<F>(
  envelope: Envelope,
  faults: readonly FieldFault[],
  data: unknown,
  prefix: string,
  { understand }: Vocabulary<F>,
): Heard<F> {
  if (!isObject(data)) {
    const told =
      data === undefined || data === null
        ? []
        : [{ reason: 'invalid-field', pointer: prefix, detail: 'a fact is a JSON object' } as const];
    return { faults: [...faults, ...told] };
  }
  const understood = understand(filledIn(data, envelope));
  const inData =
    'faults' in understood
      ? within(
          prefix,
          understood.faults.filter((fault) => !ofEnvelope(fault, data, envelope)),
        )
      : [];
  const disagreeing: readonly FieldFault[] =
    envelope.kind !== null && typeof data['type'] === 'string' && data['type'] !== envelope.kind
      ? [
          {
            reason: 'invalid-field',
            pointer: `${prefix}/type`,
            detail: `type is not ${envelope.kind}, which the CloudEvent says`,
          },
        ]
      : [];
  const all = [...faults, ...disagreeing, ...inData];
  if (all.length > 0 || 'faults' in understood) return { faults: all };
  return envelope.traceparent === undefined
    ? understood
    : { ...understood, traceparent: envelope.traceparent };
}

function filledIn(data: JsonObject, { kind, time, id }: Envelope): JsonObject {
  return {
    ...data,
    type: data['type'] ?? kind,
    occurredAt: data['occurredAt'] ?? time,
    correlationId: data['correlationId'] ?? id,
  };
}

/** Whether a fault of the data was told already, of the attribute that should have filled the field in. */
function ofEnvelope({ pointer }: FieldFault, data: JsonObject, envelope: Envelope): boolean {
  if (pointer === '/type') return (data['type'] ?? null) === null && envelope.kind === null;
  if (pointer === '/occurredAt') return (data['occurredAt'] ?? null) === null && envelope.time !== null;
  return false;
}

/** Header values are percent-encoded (CloudEvents HTTP binding, 3.1.3.2); what is not decodable stays as it is. */
function percentDecoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
