import { fromBinaryCloudEvent, fromCloudEvent, type Heard } from './cloud-event.ts';
import { type FieldFault, within } from './field-fault.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Media types of what is taken; all of them are JSON. */
export const mediaTypes = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
] as const;

/** What somebody is told who sends another media type. */
export const MEDIA_TYPES_TAKEN = `A body is taken as ${mediaTypes.slice(0, -1).join(', ')} or ${mediaTypes.at(-1)}: say so in Content-Type.`;

/** Facts in one request at most. */
export const FACTS_MAX = 1_000;

export interface Message {
  /** Without parameters, lower case. */
  readonly mediaType: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** The things said in a request, not yet understood; or why it says nothing. */
export type Items =
  | { readonly many: boolean; readonly items: readonly unknown[] }
  | { readonly fault: FieldFault };

/** Tells one fact from many. A list is never nested, and the body of a batch of CloudEvents is one. */
export function itemsOf({ mediaType, headers, body }: Message): Items {
  const many = Array.isArray(body);
  if (mediaType === 'application/cloudevents-batch+json' && !many)
    return invalid('a batch of CloudEvents is a JSON array');
  if (mediaType === 'application/cloudevents+json' && many)
    return invalid('a structured CloudEvent is a JSON object; several are a batch');
  if (isBinary(mediaType, headers) && many) return invalid('a CloudEvent in binary form carries one fact');
  const items: readonly unknown[] = many ? body : [body];
  return items.length === 0 ? invalid('there is no fact in it') : { many, items };
}

/**
 * Understands each item by itself: a bad one spoils no other. Faults are seen from the whole body: `/3/unitPrice`.
 *
 * @param now the present, in milliseconds since 1970
 */
export function understood<F>(
  { mediaType, headers }: Message,
  items: readonly unknown[],
  many: boolean,
  vocabulary: Vocabulary<F>,
  now: number,
): readonly Heard<F>[] {
  const understand = understanding(mediaType, headers, vocabulary, now);
  return items.map((item, index) => {
    const heard = understand(item);
    return many && 'faults' in heard ? { faults: within(`/${index}`, heard.faults) } : heard;
  });
}

function understanding<F>(
  mediaType: string,
  headers: Message['headers'],
  vocabulary: Vocabulary<F>,
  now: number,
): (item: unknown) => Heard<F> {
  if (isBinary(mediaType, headers)) return (item) => fromBinaryCloudEvent(headers, item, vocabulary, now);
  if (mediaType === 'application/json') return vocabulary.understand;
  return (item) => fromCloudEvent(item, vocabulary, now);
}

/** By the header that every CloudEvent in binary form has. */
function isBinary(mediaType: string, headers: Message['headers']): boolean {
  return mediaType === 'application/json' && headers['ce-specversion'] !== undefined;
}

function invalid(detail: string): Items {
  return { fault: { reason: 'invalid-field', pointer: '', detail } };
}
