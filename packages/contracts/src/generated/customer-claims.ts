// Generated from schemas/customer-claims/1.avsc by `npm run generate`. Do not edit.

/** What one contact says of one customer number. Internal to identity-pairing: it brings the contacts of a number together. Key: siteId:customerId. */
export interface ContactOfCustomer {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** The shop's own number, unique per site. 1 to 200 characters. */
  readonly customerId: string;
  /** The contact. */
  readonly contactId: string;
  /** rev of the contact's identity; the newest wins. */
  readonly rev: number;
  /** The newest pairing of this contact that carries the number; absent when none counts any more. */
  readonly said: Statement | null;
  /** The newest pairing of this contact that carries any number. A contact is no alias of what was said before it. */
  readonly newest: Statement | null;
}

/** Something that was said. */
export interface Statement {
  /** When it was said. */
  readonly occurredAt: number;
  /** The fact that said it. */
  readonly factId: string;
}

/** The Avro schema of ContactOfCustomer, version 1. */

export const schema = {
  "type": "record",
  "name": "ContactOfCustomer",
  "namespace": "stamkunde",
  "doc": "What one contact says of one customer number. Internal to identity-pairing: it brings the contacts of a number together. Key: siteId:customerId.",
  "fields": [
    {
      "name": "siteId",
      "type": "string",
      "doc": "The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "customerId",
      "type": "string",
      "doc": "The shop's own number, unique per site. 1 to 200 characters."
    },
    {
      "name": "contactId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "The contact."
    },
    {
      "name": "rev",
      "type": "long",
      "doc": "rev of the contact's identity; the newest wins."
    },
    {
      "name": "said",
      "type": [
        "null",
        {
          "type": "record",
          "name": "Statement",
          "doc": "Something that was said.",
          "fields": [
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was said."
            },
            {
              "name": "factId",
              "type": {
                "type": "string",
                "logicalType": "uuid"
              },
              "doc": "The fact that said it."
            }
          ]
        }
      ],
      "doc": "The newest pairing of this contact that carries the number; absent when none counts any more.",
      "default": null
    },
    {
      "name": "newest",
      "type": [
        "null",
        "Statement"
      ],
      "doc": "The newest pairing of this contact that carries any number. A contact is no alias of what was said before it.",
      "default": null
    }
  ]
} as const;

