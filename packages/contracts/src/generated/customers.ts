// Generated from schemas/customers/1.avsc by `npm run generate`. Do not edit.

/** What a shop knows of a customer. Never changed afterwards; of two about a contact the one with the higher (version, factId) counts, and what it leaves out it says nothing about. Key: siteId:contactId. */
export interface CustomerFact {
  /** UUIDv5 of what the source says, so that the same record sent twice has the same id. */
  readonly factId: string;
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** Who it is about. UUIDv5 of the site and the address, as everywhere. */
  readonly contactId: string;
  /** The shop's own number of the same person, which survives a change of address. 1 to 200 characters. */
  readonly customerId: string | null;
  /** E-mail address as the shop has it. */
  readonly address: string | null;
  /** Name in one piece, as the shop has it. Up to 200 characters. */
  readonly name: string | null;
  /** Phone number as the shop has it. Up to 50 characters. */
  readonly phone: string | null;
  /** The shop's own version of the record; occurredAt in milliseconds when it has none. */
  readonly version: number;
  /** When the shop knew it, UTC. */
  readonly occurredAt: number;
  /** History is quiet: a backfill causes no message to anybody. */
  readonly origin: CustomerOrigin;
  /** Follows the fact through every topic and outward call. */
  readonly correlationId: string;
}

/** Whether it happens now or is history being loaded. */
export type CustomerOrigin = 'live' | 'backfill';

/** The Avro schema of CustomerFact, version 1. */

export const schema = {
  "type": "record",
  "name": "CustomerFact",
  "namespace": "stamkunde",
  "doc": "What a shop knows of a customer. Never changed afterwards; of two about a contact the one with the higher (version, factId) counts, and what it leaves out it says nothing about. Key: siteId:contactId.",
  "fields": [
    {
      "name": "factId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "UUIDv5 of what the source says, so that the same record sent twice has the same id."
    },
    {
      "name": "siteId",
      "type": "string",
      "doc": "The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "contactId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "Who it is about. UUIDv5 of the site and the address, as everywhere."
    },
    {
      "name": "customerId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The shop's own number of the same person, which survives a change of address. 1 to 200 characters.",
      "default": null
    },
    {
      "name": "address",
      "type": [
        "null",
        "string"
      ],
      "doc": "E-mail address as the shop has it.",
      "default": null,
      "personal": true
    },
    {
      "name": "name",
      "type": [
        "null",
        "string"
      ],
      "doc": "Name in one piece, as the shop has it. Up to 200 characters.",
      "default": null,
      "personal": true
    },
    {
      "name": "phone",
      "type": [
        "null",
        "string"
      ],
      "doc": "Phone number as the shop has it. Up to 50 characters.",
      "default": null,
      "personal": true
    },
    {
      "name": "version",
      "type": "long",
      "doc": "The shop's own version of the record; occurredAt in milliseconds when it has none."
    },
    {
      "name": "occurredAt",
      "type": {
        "type": "long",
        "logicalType": "timestamp-millis"
      },
      "doc": "When the shop knew it, UTC."
    },
    {
      "name": "origin",
      "type": {
        "type": "enum",
        "name": "CustomerOrigin",
        "doc": "Whether it happens now or is history being loaded.",
        "symbols": [
          "live",
          "backfill"
        ],
        "default": "live"
      },
      "doc": "History is quiet: a backfill causes no message to anybody.",
      "default": "live"
    },
    {
      "name": "correlationId",
      "type": "string",
      "doc": "Follows the fact through every topic and outward call."
    }
  ]
} as const;

