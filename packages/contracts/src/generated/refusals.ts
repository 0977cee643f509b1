// Generated from schemas/refusals/1.avsc by `npm run generate`. Do not edit.

/** A message that could not be taken, kept with its bytes and the reason; or the note that it was sent again. Key: service. */
export interface Refusal {
  /** UUIDv5 of service, topic, partition and offset: refusing twice is one refusal. */
  readonly refusalId: string;
  /** refused, or redriven once it was sent to its topic again. */
  readonly status: RefusalStatus;
  /** Who refused. */
  readonly service: string;
  /** Where it was read. */
  readonly topic: string;
  /** Where it was read. */
  readonly partition: number;
  /** Where it was read. */
  readonly offset: number;
  /** Short, stable, fit for a metric label: not-framed, unknown-schema, undecodable, … */
  readonly reason: string;
  /** What is wrong in words, naming the field; no personal data. */
  readonly detail: string;
  /** When it was refused. */
  readonly refusedAt: number;
  /** Bytes of the value; 0 without one. */
  readonly size: number;
  /** The key, base64. */
  readonly key: string | null;
  /** The bytes of the value, base64; absent if there were none or if they exceed what a message may hold: then they are found at topic, partition, offset. */
  readonly value: string | null;
  /** The headers as text. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of it. */
export type RefusalStatus = 'refused' | 'redriven';

/** The Avro schema of Refusal, version 1. */

export const schema = {
  "type": "record",
  "name": "Refusal",
  "namespace": "stamkunde",
  "doc": "A message that could not be taken, kept with its bytes and the reason; or the note that it was sent again. Key: service.",
  "fields": [
    {
      "name": "refusalId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "UUIDv5 of service, topic, partition and offset: refusing twice is one refusal."
    },
    {
      "name": "status",
      "type": {
        "type": "enum",
        "name": "RefusalStatus",
        "doc": "What became of it.",
        "symbols": [
          "refused",
          "redriven"
        ],
        "default": "refused"
      },
      "doc": "refused, or redriven once it was sent to its topic again.",
      "default": "refused"
    },
    {
      "name": "service",
      "type": "string",
      "doc": "Who refused."
    },
    {
      "name": "topic",
      "type": "string",
      "doc": "Where it was read."
    },
    {
      "name": "partition",
      "type": "int",
      "doc": "Where it was read."
    },
    {
      "name": "offset",
      "type": "long",
      "doc": "Where it was read."
    },
    {
      "name": "reason",
      "type": "string",
      "doc": "Short, stable, fit for a metric label: not-framed, unknown-schema, undecodable, …"
    },
    {
      "name": "detail",
      "type": "string",
      "doc": "What is wrong in words, naming the field; no personal data."
    },
    {
      "name": "refusedAt",
      "type": {
        "type": "long",
        "logicalType": "timestamp-millis"
      },
      "doc": "When it was refused."
    },
    {
      "name": "size",
      "type": "long",
      "doc": "Bytes of the value; 0 without one."
    },
    {
      "name": "key",
      "type": [
        "null",
        "string"
      ],
      "doc": "The key, base64.",
      "default": null,
      "personal": true
    },
    {
      "name": "value",
      "type": [
        "null",
        "string"
      ],
      "doc": "The bytes of the value, base64; absent if there were none or if they exceed what a message may hold: then they are found at topic, partition, offset.",
      "default": null,
      "personal": true
    },
    {
      "name": "headers",
      "type": {
        "type": "map",
        "values": "string"
      },
      "doc": "The headers as text."
    }
  ]
} as const;

