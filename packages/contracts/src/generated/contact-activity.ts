// Generated from schemas/contact-activity/1.avsc by `npm run generate`. Do not edit.

/** Something a visitor did, tied to the contact it is; or that it is tied no more. The newest rev of an event wins, which is known by visitorId and factId. Key: siteId:contactId. */
export interface ContactActivity {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** One address at the site. */
  readonly contactId: string;
  /** The event, as it stands on site-events. */
  readonly factId: string;
  /** The browser it happened on. */
  readonly visitorId: string;
  /** Grows with every change of whose the event is, the same number for all contacts concerned. */
  readonly rev: number;
  /** attributed: it is this contact's. withdrawn: it was, and is not any more. */
  readonly state: ActivityState;
  /** withdrawn: unpaired, the pairing was taken back; no-consent, consent turned out to be missing; bot, it was a program; expired, the first pairing turned out to be too late; other-contact, somebody else sat there. */
  readonly reason: string | null;
  /** attributed: factId of the pairing it came through. */
  readonly pairedBy: string | null;
  /** What happened. */
  readonly type: ActivityType;
  /** When it happened, UTC. */
  readonly occurredAt: number;
  /** The visit it belongs to. */
  readonly sessionId: string | null;
  /** The product or show. */
  readonly productId: string | null;
  /** Its name for people. */
  readonly productName: string | null;
  /** The category it was found in. */
  readonly categoryId: string | null;
  /** Its name for people. */
  readonly categoryName: string | null;
  /** Which basket. */
  readonly basketId: string | null;
  /** Pieces. */
  readonly count: number | null;
  /** The order that came of it. */
  readonly orderId: string | null;
}

/** Whether the event is this contact's. */
export type ActivityState = 'attributed' | 'withdrawn';

/** What happened. */
export type ActivityType = 'Unknown' | 'SessionStarted' | 'ProductVisited' | 'BasketAdded' | 'BasketRemoved' | 'BasketPurchased';

/** The Avro schema of ContactActivity, version 1. */

export const schema = {
  "type": "record",
  "name": "ContactActivity",
  "namespace": "stamkunde",
  "doc": "Something a visitor did, tied to the contact it is; or that it is tied no more. The newest rev of an event wins, which is known by visitorId and factId. Key: siteId:contactId.",
  "fields": [
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
      "doc": "One address at the site."
    },
    {
      "name": "factId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "The event, as it stands on site-events."
    },
    {
      "name": "visitorId",
      "type": "string",
      "doc": "The browser it happened on."
    },
    {
      "name": "rev",
      "type": "long",
      "doc": "Grows with every change of whose the event is, the same number for all contacts concerned."
    },
    {
      "name": "state",
      "type": {
        "type": "enum",
        "name": "ActivityState",
        "doc": "Whether the event is this contact's.",
        "symbols": [
          "attributed",
          "withdrawn"
        ],
        "default": "withdrawn"
      },
      "doc": "attributed: it is this contact's. withdrawn: it was, and is not any more."
    },
    {
      "name": "reason",
      "type": [
        "null",
        "string"
      ],
      "doc": "withdrawn: unpaired, the pairing was taken back; no-consent, consent turned out to be missing; bot, it was a program; expired, the first pairing turned out to be too late; other-contact, somebody else sat there.",
      "default": null
    },
    {
      "name": "pairedBy",
      "type": [
        "null",
        "string"
      ],
      "doc": "attributed: factId of the pairing it came through.",
      "default": null
    },
    {
      "name": "type",
      "type": {
        "type": "enum",
        "name": "ActivityType",
        "doc": "What happened.",
        "symbols": [
          "Unknown",
          "SessionStarted",
          "ProductVisited",
          "BasketAdded",
          "BasketRemoved",
          "BasketPurchased"
        ],
        "default": "Unknown"
      },
      "doc": "What happened."
    },
    {
      "name": "occurredAt",
      "type": {
        "type": "long",
        "logicalType": "timestamp-millis"
      },
      "doc": "When it happened, UTC."
    },
    {
      "name": "sessionId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The visit it belongs to.",
      "default": null
    },
    {
      "name": "productId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The product or show.",
      "default": null
    },
    {
      "name": "productName",
      "type": [
        "null",
        "string"
      ],
      "doc": "Its name for people.",
      "default": null
    },
    {
      "name": "categoryId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The category it was found in.",
      "default": null
    },
    {
      "name": "categoryName",
      "type": [
        "null",
        "string"
      ],
      "doc": "Its name for people.",
      "default": null
    },
    {
      "name": "basketId",
      "type": [
        "null",
        "string"
      ],
      "doc": "Which basket.",
      "default": null
    },
    {
      "name": "count",
      "type": [
        "null",
        "long"
      ],
      "doc": "Pieces.",
      "default": null
    },
    {
      "name": "orderId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The order that came of it.",
      "default": null
    }
  ]
} as const;

