// Generated from schemas/connections/2.avsc by `npm run generate`. Do not edit.

/** A site's declared link. Secrets stand here by reference only. Key: siteId. */
export interface Connection {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** Rises with every change of the connection. */
  readonly version: number;
  /** The site's name for people. */
  readonly name: string;
  /** References to the keys that may send facts for this site: env:NAME or file:/path. Several, so that a key can be replaced without a gap. */
  readonly apiKeys: readonly string[];
  /** Facts a second that ingest takes from this site over HTTP. */
  readonly factsPerSecondMax: number;
  /** Origins whose pages may send this site's events from a browser, as browsers write them: https://shop.example. None: no page may. */
  readonly browserOrigins: readonly string[];
  /** Whether a page alone may say who a visitor is. Anybody can imitate a page, so that such a pairing is marked; a site whose server signs refuses the others. */
  readonly unsignedPairings: UnsignedPairings;
  /** References to the secrets with which the shop's server signs pairings: env:NAME or file:/path. Several, so that one can be replaced without a gap. */
  readonly pairingKeys: readonly string[];
}

/** What becomes of a page's word about who somebody is, without the signature of the shop's server. */
export type UnsignedPairings = 'accept' | 'refuse';

/** The Avro schema of Connection, version 2. */

export const schema = {
  "type": "record",
  "name": "Connection",
  "namespace": "stamkunde",
  "doc": "A site's declared link. Secrets stand here by reference only. Key: siteId.",
  "fields": [
    {
      "name": "siteId",
      "type": "string",
      "doc": "The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "version",
      "type": "long",
      "doc": "Rises with every change of the connection."
    },
    {
      "name": "name",
      "type": "string",
      "doc": "The site's name for people."
    },
    {
      "name": "apiKeys",
      "type": {
        "type": "array",
        "items": "string"
      },
      "doc": "References to the keys that may send facts for this site: env:NAME or file:/path. Several, so that a key can be replaced without a gap."
    },
    {
      "name": "factsPerSecondMax",
      "type": "int",
      "doc": "Facts a second that ingest takes from this site over HTTP.",
      "default": 1000
    },
    {
      "name": "browserOrigins",
      "type": {
        "type": "array",
        "items": "string"
      },
      "doc": "Origins whose pages may send this site's events from a browser, as browsers write them: https://shop.example. None: no page may.",
      "default": []
    },
    {
      "name": "unsignedPairings",
      "type": {
        "type": "enum",
        "name": "UnsignedPairings",
        "doc": "What becomes of a page's word about who somebody is, without the signature of the shop's server.",
        "symbols": [
          "accept",
          "refuse"
        ],
        "default": "accept"
      },
      "doc": "Whether a page alone may say who a visitor is. Anybody can imitate a page, so that such a pairing is marked; a site whose server signs refuses the others.",
      "default": "accept"
    },
    {
      "name": "pairingKeys",
      "type": {
        "type": "array",
        "items": "string"
      },
      "doc": "References to the secrets with which the shop's server signs pairings: env:NAME or file:/path. Several, so that one can be replaced without a gap.",
      "default": []
    }
  ]
} as const;

