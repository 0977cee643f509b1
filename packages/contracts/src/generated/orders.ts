// Generated from schemas/orders/1.avsc by `npm run generate`. Do not edit.

/** The state of one order after a fact: the fold of its lines. It carries everything the fold knows, so that the newest rev alone is enough to go on from. Key: siteId:orderId. */
export interface Order {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** The order at its source. */
  readonly orderId: string;
  /** Grows with every change of this order, from 1 and by 1 unless a store was lost. The highest wins, for everybody. */
  readonly rev: number;
  /** contactId of the buyer as it stands; absent for a guest. */
  readonly buyer: string | null;
  /** Country of the buyer as it stands. */
  readonly country: string | null;
  /** True while the whole order is taken back. */
  readonly annulled: boolean;
  /** When the earliest line that counts was bought; absent while none counts. */
  readonly placedAt: number | null;
  /** Pieces that count: bought, not cancelled, not annulled. */
  readonly productCount: number;
  /** Value of what counts, one entry per currency and basis in that order; never summed across them. */
  readonly totals: readonly Money[];
  /** Every line heard of, by lineId, cancelled ones too: they are the tombstones. */
  readonly lines: readonly OrderLine[];
  /** The newest word on the buyer. */
  readonly buyerStatement: BuyerStatement | null;
  /** The newest word on the country. */
  readonly countryStatement: CountryStatement | null;
  /** The newest word on the whole order. */
  readonly annulmentStatement: AnnulmentStatement | null;
  /** Every other contact that was ever stated as the buyer; they are told that the order is not theirs. */
  readonly otherBuyers: readonly string[];
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

/** One line and all that is known of it. */
export interface OrderLine {
  /** The line within its order. */
  readonly lineId: string;
  /** Pieces that count now: bought, not cancelled, and none while the order is annulled. */
  readonly quantity: number;
  /** Absent while only its cancellation has been heard of. */
  readonly bought: LineAsBought | null;
  /** Every cancellation heard of, by cancellationId. */
  readonly cancellations: readonly Cancellation[];
}

/** The line as its newest statement has it. */
export interface LineAsBought {
  /** Pieces bought. */
  readonly quantity: number;
  /** The product or show. */
  readonly productId: string | null;
  /** Its name for people. */
  readonly productName: string | null;
  /** Price of one piece. */
  readonly unitPrice: Money | null;
  /** When it was bought. */
  readonly occurredAt: number;
  /** Version of the fact that stated it. */
  readonly version: number;
  /** The fact that stated it. */
  readonly factId: string;
}

/** Pieces taken back; never removed. */
export interface Cancellation {
  /** Which cancellation. */
  readonly cancellationId: string;
  /** Pieces taken back; absent: the whole line. */
  readonly quantity: number | null;
  /** When it was cancelled. */
  readonly occurredAt: number;
  /** The fact that stated it. */
  readonly factId: string;
}

/** Who the order belongs to, and who says so. */
export interface BuyerStatement {
  /** contactId, or empty for a guest. */
  readonly buyer: string;
  /** Version of the fact that stated it. */
  readonly version: number;
  /** The fact that stated it. */
  readonly factId: string;
}

/** The country, and who says so. */
export interface CountryStatement {
  /** Country as the source writes it. */
  readonly country: string;
  /** Version of the fact that stated it. */
  readonly version: number;
  /** The fact that stated it. */
  readonly factId: string;
}

/** Whether the whole order stands, and who says so. */
export interface AnnulmentStatement {
  /** True: taken back. At equal version this wins over false. */
  readonly annulled: boolean;
  /** Version of the fact that stated it. */
  readonly version: number;
  /** The fact that stated it. */
  readonly factId: string;
}

/** The Avro schema of Order, version 1. */

export const schema = {
  "type": "record",
  "name": "Order",
  "namespace": "stamkunde",
  "doc": "The state of one order after a fact: the fold of its lines. It carries everything the fold knows, so that the newest rev alone is enough to go on from. Key: siteId:orderId.",
  "fields": [
    {
      "name": "siteId",
      "type": "string",
      "doc": "The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "orderId",
      "type": "string",
      "doc": "The order at its source."
    },
    {
      "name": "rev",
      "type": "long",
      "doc": "Grows with every change of this order, from 1 and by 1 unless a store was lost. The highest wins, for everybody."
    },
    {
      "name": "buyer",
      "type": [
        "null",
        "string"
      ],
      "doc": "contactId of the buyer as it stands; absent for a guest.",
      "default": null
    },
    {
      "name": "country",
      "type": [
        "null",
        "string"
      ],
      "doc": "Country of the buyer as it stands.",
      "default": null
    },
    {
      "name": "annulled",
      "type": "boolean",
      "doc": "True while the whole order is taken back."
    },
    {
      "name": "placedAt",
      "type": [
        "null",
        {
          "type": "long",
          "logicalType": "timestamp-millis"
        }
      ],
      "doc": "When the earliest line that counts was bought; absent while none counts.",
      "default": null
    },
    {
      "name": "productCount",
      "type": "long",
      "doc": "Pieces that count: bought, not cancelled, not annulled."
    },
    {
      "name": "totals",
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
      "doc": "Value of what counts, one entry per currency and basis in that order; never summed across them."
    },
    {
      "name": "lines",
      "type": {
        "type": "array",
        "items": {
          "type": "record",
          "name": "OrderLine",
          "doc": "One line and all that is known of it.",
          "fields": [
            {
              "name": "lineId",
              "type": "string",
              "doc": "The line within its order."
            },
            {
              "name": "quantity",
              "type": "long",
              "doc": "Pieces that count now: bought, not cancelled, and none while the order is annulled."
            },
            {
              "name": "bought",
              "type": [
                "null",
                {
                  "type": "record",
                  "name": "LineAsBought",
                  "doc": "The line as its newest statement has it.",
                  "fields": [
                    {
                      "name": "quantity",
                      "type": "long",
                      "doc": "Pieces bought."
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
                      "name": "unitPrice",
                      "type": [
                        "null",
                        "stamkunde.Money"
                      ],
                      "doc": "Price of one piece.",
                      "default": null
                    },
                    {
                      "name": "occurredAt",
                      "type": {
                        "type": "long",
                        "logicalType": "timestamp-millis"
                      },
                      "doc": "When it was bought."
                    },
                    {
                      "name": "version",
                      "type": "long",
                      "doc": "Version of the fact that stated it."
                    },
                    {
                      "name": "factId",
                      "type": {
                        "type": "string",
                        "logicalType": "uuid"
                      },
                      "doc": "The fact that stated it."
                    }
                  ]
                }
              ],
              "doc": "Absent while only its cancellation has been heard of.",
              "default": null
            },
            {
              "name": "cancellations",
              "type": {
                "type": "array",
                "items": {
                  "type": "record",
                  "name": "Cancellation",
                  "doc": "Pieces taken back; never removed.",
                  "fields": [
                    {
                      "name": "cancellationId",
                      "type": "string",
                      "doc": "Which cancellation."
                    },
                    {
                      "name": "quantity",
                      "type": [
                        "null",
                        "long"
                      ],
                      "doc": "Pieces taken back; absent: the whole line.",
                      "default": null
                    },
                    {
                      "name": "occurredAt",
                      "type": {
                        "type": "long",
                        "logicalType": "timestamp-millis"
                      },
                      "doc": "When it was cancelled."
                    },
                    {
                      "name": "factId",
                      "type": {
                        "type": "string",
                        "logicalType": "uuid"
                      },
                      "doc": "The fact that stated it."
                    }
                  ]
                }
              },
              "doc": "Every cancellation heard of, by cancellationId."
            }
          ]
        }
      },
      "doc": "Every line heard of, by lineId, cancelled ones too: they are the tombstones."
    },
    {
      "name": "buyerStatement",
      "type": [
        "null",
        {
          "type": "record",
          "name": "BuyerStatement",
          "doc": "Who the order belongs to, and who says so.",
          "fields": [
            {
              "name": "buyer",
              "type": "string",
              "doc": "contactId, or empty for a guest."
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Version of the fact that stated it."
            },
            {
              "name": "factId",
              "type": {
                "type": "string",
                "logicalType": "uuid"
              },
              "doc": "The fact that stated it."
            }
          ]
        }
      ],
      "doc": "The newest word on the buyer.",
      "default": null
    },
    {
      "name": "countryStatement",
      "type": [
        "null",
        {
          "type": "record",
          "name": "CountryStatement",
          "doc": "The country, and who says so.",
          "fields": [
            {
              "name": "country",
              "type": "string",
              "doc": "Country as the source writes it."
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Version of the fact that stated it."
            },
            {
              "name": "factId",
              "type": {
                "type": "string",
                "logicalType": "uuid"
              },
              "doc": "The fact that stated it."
            }
          ]
        }
      ],
      "doc": "The newest word on the country.",
      "default": null
    },
    {
      "name": "annulmentStatement",
      "type": [
        "null",
        {
          "type": "record",
          "name": "AnnulmentStatement",
          "doc": "Whether the whole order stands, and who says so.",
          "fields": [
            {
              "name": "annulled",
              "type": "boolean",
              "doc": "True: taken back. At equal version this wins over false."
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Version of the fact that stated it."
            },
            {
              "name": "factId",
              "type": {
                "type": "string",
                "logicalType": "uuid"
              },
              "doc": "The fact that stated it."
            }
          ]
        }
      ],
      "doc": "The newest word on the whole order.",
      "default": null
    },
    {
      "name": "otherBuyers",
      "type": {
        "type": "array",
        "items": "string"
      },
      "doc": "Every other contact that was ever stated as the buyer; they are told that the order is not theirs."
    }
  ]
} as const;

