// Generated from schemas/buyer-orders/1.avsc by `npm run generate`. Do not edit.

/** What one order adds to one buyer. Internal to order-aggregator: it carries orders over to the buyers' partitions. Key: siteId:contactId. */
export interface BuyerOrder {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** The buyer. */
  readonly contactId: string;
  /** The order. */
  readonly orderId: string;
  /** rev of the order; the newest wins. */
  readonly rev: number;
  /** Absent: the order adds nothing to this buyer, being emptied, annulled or somebody else's. */
  readonly counts: Contribution | null;
}

/** What the order adds. */
export interface Contribution {
  /** When the order was placed. */
  readonly placedAt: number;
  /** Pieces that count. */
  readonly productCount: number;
  /** Value per currency and basis. */
  readonly values: readonly Money[];
}

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

/** The Avro schema of BuyerOrder, version 1. */

export const schema = {
  "type": "record",
  "name": "BuyerOrder",
  "namespace": "stamkunde",
  "doc": "What one order adds to one buyer. Internal to order-aggregator: it carries orders over to the buyers' partitions. Key: siteId:contactId.",
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
      "doc": "The buyer."
    },
    {
      "name": "orderId",
      "type": "string",
      "doc": "The order."
    },
    {
      "name": "rev",
      "type": "long",
      "doc": "rev of the order; the newest wins."
    },
    {
      "name": "counts",
      "type": [
        "null",
        {
          "type": "record",
          "name": "Contribution",
          "doc": "What the order adds.",
          "fields": [
            {
              "name": "placedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When the order was placed."
            },
            {
              "name": "productCount",
              "type": "long",
              "doc": "Pieces that count."
            },
            {
              "name": "values",
              "type": {
                "type": "array",
                "items": {
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
              },
              "doc": "Value per currency and basis."
            }
          ]
        }
      ],
      "doc": "Absent: the order adds nothing to this buyer, being emptied, annulled or somebody else's.",
      "default": null
    }
  ]
} as const;

