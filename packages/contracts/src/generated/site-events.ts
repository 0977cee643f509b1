// Generated from schemas/site-events/1.avsc by `npm run generate`. Do not edit.

/** Something a visitor did on a site, or said of itself: what was looked at, what may be remembered, who it is. One topic for all of it, so that it stays in order. Never changed afterwards. Key: siteId:visitorId. */
export interface SiteEvent {
  /** UUIDv5 of what the page or the shop says, so that the same event sent twice has the same id. */
  readonly factId: string;
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** A browser, before it is known who sits there; made up by the page once it may. 1 to 200 characters. */
  readonly visitorId: string;
  /** What happened. A kind that a reader does not know reads as Unknown and is refused, not lost. */
  readonly type: SiteEventType;
  /** When it happened, UTC. Events, consents and pairings of a visitor are ordered by (occurredAt, factId), however they arrive. */
  readonly occurredAt: number;
  /** History is quiet: a backfill causes no message to anybody. */
  readonly origin: SiteEventOrigin;
  /** Follows the fact through every topic and outward call. */
  readonly correlationId: string;
  /** The visit it belongs to, as the page counts visits. 1 to 200 characters. */
  readonly sessionId: string | null;
  /** Whether the sender gives itself away as a program. Absent: unknown. */
  readonly isBot: boolean | null;
  /** Whether the visitor had accepted cookies at that moment, as far as the sender says so with each event. Absent: what ConsentStated said last counts. */
  readonly cookieConsent: boolean | null;
  /** ConsentStated: whether what is done may be counted. Absent: not asked, which changes nothing. */
  readonly analytics: boolean | null;
  /** ConsentStated: whether what is done may be tied to a person and used to write to it. Absent: not asked, which changes nothing. */
  readonly marketing: boolean | null;
  /** ConsentStated: which text was agreed to. Up to 200 characters. */
  readonly textVersion: string | null;
  /** ProductVisited, BasketAdded, BasketRemoved: the product or show, as in the product feed. Up to 200 characters. */
  readonly productId: string | null;
  /** Its name for people. Up to 500 characters. */
  readonly productName: string | null;
  /** The category it was found in. Up to 200 characters. */
  readonly categoryId: string | null;
  /** Its name for people. Up to 500 characters. */
  readonly categoryName: string | null;
  /** BasketAdded, BasketRemoved, BasketPurchased: which basket. Up to 200 characters. */
  readonly basketId: string | null;
  /** BasketAdded, BasketRemoved: pieces, 0 to 1,000,000,000. */
  readonly count: number | null;
  /** BasketPurchased: the order that came of it, as its lines name it. Up to 200 characters. */
  readonly orderId: string | null;
  /** VisitorPaired, VisitorUnpaired: who it is, or is not. UUIDv5 of the site and the address, as everywhere. */
  readonly contactId: string | null;
  /** VisitorPaired: the shop's own number of the same person, which survives a change of address. 1 to 200 characters. */
  readonly customerId: string | null;
  /** VisitorPaired: what it is concluded from: login, continue_to_payment, or another word of the site. Up to 100 characters. */
  readonly trigger: string | null;
  /** VisitorPaired: unsigned came from a page alone, which anybody can imitate; signed carried the signature of the shop's server; server came from the shop's server itself. */
  readonly proof: PairingProof | null;
}

/** What happened. */
export type SiteEventType = 'Unknown' | 'SessionStarted' | 'ProductVisited' | 'BasketAdded' | 'BasketRemoved' | 'BasketPurchased' | 'ConsentStated' | 'VisitorPaired' | 'VisitorUnpaired';

/** Whether it happens now or is history being loaded. */
export type SiteEventOrigin = 'live' | 'backfill';

/** Who vouches for a pairing. */
export type PairingProof = 'unsigned' | 'signed' | 'server';

/** The Avro schema of SiteEvent, version 1. */

export const schema = {
  "type": "record",
  "name": "SiteEvent",
  "namespace": "stamkunde",
  "doc": "Something a visitor did on a site, or said of itself: what was looked at, what may be remembered, who it is. One topic for all of it, so that it stays in order. Never changed afterwards. Key: siteId:visitorId.",
  "fields": [
    {
      "name": "factId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "UUIDv5 of what the page or the shop says, so that the same event sent twice has the same id."
    },
    {
      "name": "siteId",
      "type": "string",
      "doc": "The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "visitorId",
      "type": "string",
      "doc": "A browser, before it is known who sits there; made up by the page once it may. 1 to 200 characters."
    },
    {
      "name": "type",
      "type": {
        "type": "enum",
        "name": "SiteEventType",
        "doc": "What happened.",
        "symbols": [
          "Unknown",
          "SessionStarted",
          "ProductVisited",
          "BasketAdded",
          "BasketRemoved",
          "BasketPurchased",
          "ConsentStated",
          "VisitorPaired",
          "VisitorUnpaired"
        ],
        "default": "Unknown"
      },
      "doc": "What happened. A kind that a reader does not know reads as Unknown and is refused, not lost."
    },
    {
      "name": "occurredAt",
      "type": {
        "type": "long",
        "logicalType": "timestamp-millis"
      },
      "doc": "When it happened, UTC. Events, consents and pairings of a visitor are ordered by (occurredAt, factId), however they arrive."
    },
    {
      "name": "origin",
      "type": {
        "type": "enum",
        "name": "SiteEventOrigin",
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
    },
    {
      "name": "sessionId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The visit it belongs to, as the page counts visits. 1 to 200 characters.",
      "default": null
    },
    {
      "name": "isBot",
      "type": [
        "null",
        "boolean"
      ],
      "doc": "Whether the sender gives itself away as a program. Absent: unknown.",
      "default": null
    },
    {
      "name": "cookieConsent",
      "type": [
        "null",
        "boolean"
      ],
      "doc": "Whether the visitor had accepted cookies at that moment, as far as the sender says so with each event. Absent: what ConsentStated said last counts.",
      "default": null
    },
    {
      "name": "analytics",
      "type": [
        "null",
        "boolean"
      ],
      "doc": "ConsentStated: whether what is done may be counted. Absent: not asked, which changes nothing.",
      "default": null
    },
    {
      "name": "marketing",
      "type": [
        "null",
        "boolean"
      ],
      "doc": "ConsentStated: whether what is done may be tied to a person and used to write to it. Absent: not asked, which changes nothing.",
      "default": null
    },
    {
      "name": "textVersion",
      "type": [
        "null",
        "string"
      ],
      "doc": "ConsentStated: which text was agreed to. Up to 200 characters.",
      "default": null
    },
    {
      "name": "productId",
      "type": [
        "null",
        "string"
      ],
      "doc": "ProductVisited, BasketAdded, BasketRemoved: the product or show, as in the product feed. Up to 200 characters.",
      "default": null
    },
    {
      "name": "productName",
      "type": [
        "null",
        "string"
      ],
      "doc": "Its name for people. Up to 500 characters.",
      "default": null
    },
    {
      "name": "categoryId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The category it was found in. Up to 200 characters.",
      "default": null
    },
    {
      "name": "categoryName",
      "type": [
        "null",
        "string"
      ],
      "doc": "Its name for people. Up to 500 characters.",
      "default": null
    },
    {
      "name": "basketId",
      "type": [
        "null",
        "string"
      ],
      "doc": "BasketAdded, BasketRemoved, BasketPurchased: which basket. Up to 200 characters.",
      "default": null
    },
    {
      "name": "count",
      "type": [
        "null",
        "long"
      ],
      "doc": "BasketAdded, BasketRemoved: pieces, 0 to 1,000,000,000.",
      "default": null
    },
    {
      "name": "orderId",
      "type": [
        "null",
        "string"
      ],
      "doc": "BasketPurchased: the order that came of it, as its lines name it. Up to 200 characters.",
      "default": null
    },
    {
      "name": "contactId",
      "type": [
        "null",
        "string"
      ],
      "doc": "VisitorPaired, VisitorUnpaired: who it is, or is not. UUIDv5 of the site and the address, as everywhere.",
      "default": null
    },
    {
      "name": "customerId",
      "type": [
        "null",
        "string"
      ],
      "doc": "VisitorPaired: the shop's own number of the same person, which survives a change of address. 1 to 200 characters.",
      "default": null
    },
    {
      "name": "trigger",
      "type": [
        "null",
        "string"
      ],
      "doc": "VisitorPaired: what it is concluded from: login, continue_to_payment, or another word of the site. Up to 100 characters.",
      "default": null
    },
    {
      "name": "proof",
      "type": [
        "null",
        {
          "type": "enum",
          "name": "PairingProof",
          "doc": "Who vouches for a pairing.",
          "symbols": [
            "unsigned",
            "signed",
            "server"
          ],
          "default": "unsigned"
        }
      ],
      "doc": "VisitorPaired: unsigned came from a page alone, which anybody can imitate; signed carried the signature of the shop's server; server came from the shop's server itself.",
      "default": null
    }
  ]
} as const;

