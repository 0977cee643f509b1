import { type Refusal, uuidV5 } from '@stamkunde/contracts';
import type { KafkaMessage } from 'kafkajs';

/** Namespace of all refusals: UUIDv5 of the DNS namespace and `refusals.stamkunde`. */
const REFUSALS = 'dbb49c2a-da91-513b-81d9-46a8c9b9d1d1';

/**
 * What would not fit into a message, a third longer in base64, stays where it was read: a value too large, or a key;
 * headers beyond the room for them are left out.
 */
const VALUE_BYTES_MAX = 600_000;
const KEY_BYTES_MAX = 50_000;
const HEADER_BYTES_MAX = 100_000;

/** Where a message was read, and by whom. */
export interface Origin {
  readonly service: string;
  readonly topic: string;
  readonly partition: number;
}

/** The record of a message that could not be taken: its bytes, where it stands, and why. */
export function refusalOf(
  origin: Origin,
  message: KafkaMessage,
  reason: string,
  detail: string,
  now: number,
): Refusal {
  const { service, topic, partition } = origin;
  const offset = Number(message.offset);
  const tooLarge = message.value !== null && message.value.length > VALUE_BYTES_MAX;
  return {
    refusalId: uuidV5(REFUSALS, `${service}/${topic}/${partition}/${offset}`),
    status: 'refused',
    service,
    topic,
    partition,
    offset,
    reason,
    detail,
    refusedAt: now,
    size: message.value?.length ?? 0,
    key: message.key === null || message.key.length > KEY_BYTES_MAX ? null : message.key.toString('base64'),
    value: tooLarge ? null : (message.value?.toString('base64') ?? null),
    headers: headersOf(message),
  };
}

function headersOf(message: KafkaMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  let room = HEADER_BYTES_MAX;
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    // Null is a value that Kafka allows here, which the types of kafkajs do not say.
    const one = (Array.isArray(value) ? value[0] : value) as Buffer | string | undefined | null;
    if (one === undefined || one === null) continue;
    room -= Buffer.byteLength(name) + Buffer.byteLength(one);
    if (room >= 0) headers[name] = one.toString();
  }
  return headers;
}
