// Generated from schemas/order-lines/1.avsc by `npm run generate`. Do not edit.

/** Something that happened to an order, never changed afterwards. One flat record for every kind of fact, because a new symbol of `type` is compatible in both directions and a new branch of a union is not. Key: siteId:orderId. */
export interface OrderLineFact {
  /** UUIDv5 of what the source says, so that the same fact sent twice has the same id. */
  readonly factId: string;
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** The order at its source. 1 to 200 characters. */
  readonly orderId: string;
  /** What happened. A kind that a reader does not know reads as Unknown and is refused, not lost. */
  readonly type: FactType;
  /** The source's version of what is stated; the highest (version, factId) wins. Sources without versions send occurredAt in milliseconds. */
  readonly version: number;
  /** When it happened at the source, UTC. */
  readonly occurredAt: number;
  /** History is quiet: a backfill changes totals and causes no message to anybody. */
  readonly origin: Origin;
  /** Follows the fact through every topic and outward call. */
  readonly correlationId: string;
  /** LineBought, LineCancelled: the line within its order, one per seat or product row, stable. 1 to 200 characters. */
  readonly lineId: string | null;
  /** LineCancelled: which cancellation; a second one with the same id is the same cancellation. 1 to 200 characters. */
  readonly cancellationId: string | null;
  /** LineBought: pieces bought, 0 to 1,000,000,000. LineCancelled: pieces taken back; absent takes back the whole line whatever its quantity turns out to be. */
  readonly quantity: number | null;
  /** LineBought: the product or show, as in the product feed. */
  readonly productId: string | null;
  /** LineBought: its name for people. */
  readonly productName: string | null;
  /** LineBought: price of one piece, without ticket fee. */
  readonly unitPrice: Money | null;
  /** Any kind: contactId of who the order belongs to, UUIDv5 of site and normalised address. Absent says nothing; empty says a guest. */
  readonly buyer: string | null;
  /** Any kind: the e-mail address behind buyer, kept as the proof of who bought. */
  readonly buyerAddress: string | null;
  /** Any kind: country of the buyer as the source writes it. */
  readonly country: string | null;
  /** Any kind: the number people see, such as a credit note. */
  readonly reference: string | null;
}

/** What happened. */
export type FactType = 'Unknown' | 'LineBought' | 'LineCancelled' | 'OrderAnnulled' | 'OrderReinstated' | 'OrderDescribed';

/** Whether it happens now or is history being loaded. */
export type Origin = 'live' | 'backfill';

/** An exact amount of money. */
export interface Money {
  /** The amount in units of 10^-scale of the currency: 255 at scale 2 is 2.55. Magnitude up to 2^52. */
  readonly amount: number;
  /** Decimals carried by the amount, 0 to 6. The smallest that is exact, never below the minor unit of the currency. */
  readonly scale: number;
  /** ISO 4217 code, three capital letters. */
  readonly currency: string;
  /** Gross (with value added tax) or net. */
  readonly basis: Basis;
}

/** Whether value added tax is in the amount. */
export type Basis = 'gross' | 'net';

/** The Avro schema of OrderLineFact, version 1. */

export const schema = {
  "type": "record",
  "name": "OrderLineFact",
  "namespace": "stamkunde",
  "doc": "Something that happened to an order, never changed afterwards. One flat record for every kind of fact, because a new symbol of `type` is compatible in both directions and a new branch of a union is not. Key: siteId:orderId.",
  "fields": [
    {
      "name": "factId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "UUIDv5 of what the source says, so that the same fact sent twice has the same id."
    },
    {
      "name": "siteId",
      "type": "string",
      "doc": "The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "orderId",
      "type": "string",
      "doc": "The order at its source. 1 to 200 characters."
    },
    {
      "name": "type",
      "type": {
        "type": "enum",
        "name": "FactType",
        "doc": "What happened.",
        "symbols": [
          "Unknown",
          "LineBought",
          "LineCancelled",
          "OrderAnnulled",
          "OrderReinstated",
          "OrderDescribed"
        ],
        "default": "Unknown"
      },
      "doc": "What happened. A kind that a reader does not know reads as Unknown and is refused, not lost."
    },
    {
      "name": "version",
      "type": "long",
      "doc": "The source's version of what is stated; the highest (version, factId) wins. Sources without versions send occurredAt in milliseconds."
    },
    {
      "name": "occurredAt",
      "type": {
        "type": "long",
        "logicalType": "timestamp-millis"
      },
      "doc": "When it happened at the source, UTC."
    },
    {
      "name": "origin",
      "type": {
        "type": "enum",
        "name": "Origin",
        "doc": "Whether it happens now or is history being loaded.",
        "symbols": [
          "live",
          "backfill"
        ],
        "default": "live"
      },
      "doc": "History is quiet: a backfill changes totals and causes no message to anybody.",
      "default": "live"
    },
    {
      "name": "correlationId",
      "type": "string",
      "doc": "Follows the fact through every topic and outward call."
    },
    {
      "name": "lineId",
      "type": [
        "null",
        "string"
      ],
      "doc": "LineBought, LineCancelled: the line within its order, one per seat or product row, stable. 1 to 200 characters.",
      "default": null
    },
    {
      "name": "cancellationId",
      "type": [
        "null",
        "string"
      ],
      "doc": "LineCancelled: which cancellation; a second one with the same id is the same cancellation. 1 to 200 characters.",
      "default": null
    },
    {
      "name": "quantity",
      "type": [
        "null",
        "long"
      ],
      "doc": "LineBought: pieces bought, 0 to 1,000,000,000. LineCancelled: pieces taken back; absent takes back the whole line whatever its quantity turns out to be.",
      "default": null
    },
    {
      "name": "productId",
      "type": [
        "null",
        "string"
      ],
      "doc": "LineBought: the product or show, as in the product feed.",
      "default": null
    },
    {
      "name": "productName",
      "type": [
        "null",
        "string"
      ],
      "doc": "LineBought: its name for people.",
      "default": null
    },
    {
      "name": "unitPrice",
      "type": [
        "null",
        {
          "type": "record",
          "name": "Money",
          "doc": "An exact amount of money.",
          "fields": [
            {
              "name": "amount",
              "type": "long",
              "doc": "The amount in units of 10^-scale of the currency: 255 at scale 2 is 2.55. Magnitude up to 2^52."
            },
            {
              "name": "scale",
              "type": "int",
              "doc": "Decimals carried by the amount, 0 to 6. The smallest that is exact, never below the minor unit of the currency."
            },
            {
              "name": "currency",
              "type": "string",
              "doc": "ISO 4217 code, three capital letters."
            },
            {
              "name": "basis",
              "type": {
                "type": "enum",
                "name": "Basis",
                "doc": "Whether value added tax is in the amount.",
                "symbols": [
                  "gross",
                  "net"
                ]
              },
              "doc": "Gross (with value added tax) or net."
            }
          ]
        }
      ],
      "doc": "LineBought: price of one piece, without ticket fee.",
      "default": null
    },
    {
      "name": "buyer",
      "type": [
        "null",
        "string"
      ],
      "doc": "Any kind: contactId of who the order belongs to, UUIDv5 of site and normalised address. Absent says nothing; empty says a guest.",
      "default": null
    },
    {
      "name": "buyerAddress",
      "type": [
        "null",
        "string"
      ],
      "doc": "Any kind: the e-mail address behind buyer, kept as the proof of who bought.",
      "default": null,
      "personal": true
    },
    {
      "name": "country",
      "type": [
        "null",
        "string"
      ],
      "doc": "Any kind: country of the buyer as the source writes it.",
      "default": null
    },
    {
      "name": "reference",
      "type": [
        "null",
        "string"
      ],
      "doc": "Any kind: the number people see, such as a credit note.",
      "default": null
    }
  ]
} as const;

