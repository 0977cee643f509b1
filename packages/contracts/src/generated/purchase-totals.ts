// Generated from schemas/purchase-totals/1.avsc by `npm run generate`. Do not edit.

/** What one buyer has bought at one site, derived from the orders that count. Key: siteId:contactId. */
export interface PurchaseTotals {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** The buyer. */
  readonly contactId: string;
  /** Grows with every change of these totals, from 1 and by 1 unless a store was lost. The highest wins. */
  readonly rev: number;
  /** Orders that count: at least one piece left. */
  readonly orderCount: number;
  /** Pieces that count. */
  readonly productCount: number;
  /** Pieces per order in ten-thousandths, half to even; absent without orders. */
  readonly averageProductCount: number | null;
  /** When the earliest order that counts was placed. */
  readonly firstPurchaseAt: number | null;
  /** When the last order that counts was placed. */
  readonly lastPurchaseAt: number | null;
  /** The last order: the greatest (placedAt, orderId), ids compared as text. */
  readonly lastOrderId: string | null;
  /** By currency and basis. */
  readonly spend: readonly Spend[];
}

/** Money of one currency and basis; never summed across them. */
export interface Spend {
  /** ISO 4217 code. */
  readonly currency: string;
  /** Gross or net. */
  readonly basis: Basis;
  /** Orders with a value in this currency and basis. */
  readonly orderCount: number;
  /** Decimals carried by total and lastOrderValue. */
  readonly scale: number;
  /** Value of all orders that count, in units of 10^-scale. */
  readonly total: number;
  /** Value of the last order in this currency and basis, in units of 10^-scale; 0 if it has none. */
  readonly lastOrderValue: number;
  /** total by orderCount, in ten-thousandths of the currency, half to even. */
  readonly averageOrderValue: number;
}

/** Whether value added tax is in the amount. */
export type Basis = 'gross' | 'net';

/** The Avro schema of PurchaseTotals, version 1. */

export const schema = {
  "type": "record",
  "name": "PurchaseTotals",
  "namespace": "stamkunde",
  "doc": "What one buyer has bought at one site, derived from the orders that count. Key: siteId:contactId.",
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
      "name": "rev",
      "type": "long",
      "doc": "Grows with every change of these totals, from 1 and by 1 unless a store was lost. The highest wins."
    },
    {
      "name": "orderCount",
      "type": "long",
      "doc": "Orders that count: at least one piece left."
    },
    {
      "name": "productCount",
      "type": "long",
      "doc": "Pieces that count."
    },
    {
      "name": "averageProductCount",
      "type": [
        "null",
        "long"
      ],
      "doc": "Pieces per order in ten-thousandths, half to even; absent without orders.",
      "default": null
    },
    {
      "name": "firstPurchaseAt",
      "type": [
        "null",
        {
          "type": "long",
          "logicalType": "timestamp-millis"
        }
      ],
      "doc": "When the earliest order that counts was placed.",
      "default": null
    },
    {
      "name": "lastPurchaseAt",
      "type": [
        "null",
        {
          "type": "long",
          "logicalType": "timestamp-millis"
        }
      ],
      "doc": "When the last order that counts was placed.",
      "default": null
    },
    {
      "name": "lastOrderId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The last order: the greatest (placedAt, orderId), ids compared as text.",
      "default": null
    },
    {
      "name": "spend",
      "type": {
        "type": "array",
        "items": {
          "type": "record",
          "name": "Spend",
          "doc": "Money of one currency and basis; never summed across them.",
          "fields": [
            {
              "name": "currency",
              "type": "string",
              "doc": "ISO 4217 code."
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
              "doc": "Gross or net."
            },
            {
              "name": "orderCount",
              "type": "long",
              "doc": "Orders with a value in this currency and basis."
            },
            {
              "name": "scale",
              "type": "int",
              "doc": "Decimals carried by total and lastOrderValue."
            },
            {
              "name": "total",
              "type": "long",
              "doc": "Value of all orders that count, in units of 10^-scale."
            },
            {
              "name": "lastOrderValue",
              "type": "long",
              "doc": "Value of the last order in this currency and basis, in units of 10^-scale; 0 if it has none."
            },
            {
              "name": "averageOrderValue",
              "type": "long",
              "doc": "total by orderCount, in ten-thousandths of the currency, half to even."
            }
          ]
        }
      },
      "doc": "By currency and basis."
    }
  ]
} as const;

