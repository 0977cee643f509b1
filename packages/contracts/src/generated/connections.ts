// Generated from schemas/connections/1.avsc by `npm run generate`. Do not edit.

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
}

/** The Avro schema of Connection, version 1. */

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
    }
  ]
} as const;

