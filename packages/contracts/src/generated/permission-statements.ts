// Generated from schemas/permission-statements/1.avsc by `npm run generate`. Do not edit.

/** Somebody was asked whether it may be written to for a purpose, and answered. Silence is no statement: who was not asked has none. Never changed afterwards; of two statements about a purpose the newer one counts. Kept for ever, as the proof. Key: siteId:contactId. */
export interface PermissionStatement {
  /** UUIDv5 of what the source says, so that the same answer sent twice has the same id. */
  readonly factId: string;
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** Who answered. UUIDv5 of the site and the address, as everywhere. */
  readonly contactId: string;
  /** What for: product-related, newsletter, or another word of the site. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly purpose: string;
  /** Granted; or refused: no was said, or the box was shown and left empty, which source tells apart. A word that a reader does not know reads as unknown and changes nothing. */
  readonly state: PermissionState;
  /** On what the site founds it. */
  readonly legalBasis: LegalBasis;
  /** Where it was answered: checkout, where an empty box is an answer of its own; preference-page, list-platform, import, or another word of the site. 1 to 100 characters. */
  readonly source: string;
  /** The form that was shown. Up to 200 characters. */
  readonly formId: string | null;
  /** Which text stood beside it. Up to 200 characters. */
  readonly textVersion: string | null;
  /** SHA-256, in lower-case hexadecimal, of what the source sent, as JSON without white space between: whoever keeps the original can show that it is that one. */
  readonly proofHash: string | null;
  /** When it was answered, UTC. The newer statement counts; at the same moment the one with the higher factId. */
  readonly capturedAt: number;
  /** When a granted permission ends by itself, UTC. Absent: not by itself. */
  readonly validUntil: number | null;
  /** History is quiet: a backfill causes no message to anybody. */
  readonly origin: PermissionOrigin;
  /** Follows the fact through every topic and outward call. */
  readonly correlationId: string;
}

/** What was answered. */
export type PermissionState = 'unknown' | 'granted' | 'refused';

/** The six of GDPR, article 6 (1). */
export type LegalBasis = 'consent' | 'contract' | 'legal_obligation' | 'vital_interests' | 'public_task' | 'legitimate_interests';

/** Whether it happens now or is history being loaded. */
export type PermissionOrigin = 'live' | 'backfill';

/** The Avro schema of PermissionStatement, version 1. */

export const schema = {
  "type": "record",
  "name": "PermissionStatement",
  "namespace": "stamkunde",
  "doc": "Somebody was asked whether it may be written to for a purpose, and answered. Silence is no statement: who was not asked has none. Never changed afterwards; of two statements about a purpose the newer one counts. Kept for ever, as the proof. Key: siteId:contactId.",
  "fields": [
    {
      "name": "factId",
      "type": {
        "type": "string",
        "logicalType": "uuid"
      },
      "doc": "UUIDv5 of what the source says, so that the same answer sent twice has the same id."
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
      "doc": "Who answered. UUIDv5 of the site and the address, as everywhere."
    },
    {
      "name": "purpose",
      "type": "string",
      "doc": "What for: product-related, newsletter, or another word of the site. Lower-case letters, digits and hyphens, 1 to 64."
    },
    {
      "name": "state",
      "type": {
        "type": "enum",
        "name": "PermissionState",
        "doc": "What was answered.",
        "symbols": [
          "unknown",
          "granted",
          "refused"
        ],
        "default": "unknown"
      },
      "doc": "Granted; or refused: no was said, or the box was shown and left empty, which source tells apart. A word that a reader does not know reads as unknown and changes nothing."
    },
    {
      "name": "legalBasis",
      "type": {
        "type": "enum",
        "name": "LegalBasis",
        "doc": "The six of GDPR, article 6 (1).",
        "symbols": [
          "consent",
          "contract",
          "legal_obligation",
          "vital_interests",
          "public_task",
          "legitimate_interests"
        ],
        "default": "consent"
      },
      "doc": "On what the site founds it.",
      "default": "consent"
    },
    {
      "name": "source",
      "type": "string",
      "doc": "Where it was answered: checkout, where an empty box is an answer of its own; preference-page, list-platform, import, or another word of the site. 1 to 100 characters."
    },
    {
      "name": "formId",
      "type": [
        "null",
        "string"
      ],
      "doc": "The form that was shown. Up to 200 characters.",
      "default": null
    },
    {
      "name": "textVersion",
      "type": [
        "null",
        "string"
      ],
      "doc": "Which text stood beside it. Up to 200 characters.",
      "default": null
    },
    {
      "name": "proofHash",
      "type": [
        "null",
        "string"
      ],
      "doc": "SHA-256, in lower-case hexadecimal, of what the source sent, as JSON without white space between: whoever keeps the original can show that it is that one.",
      "default": null
    },
    {
      "name": "capturedAt",
      "type": {
        "type": "long",
        "logicalType": "timestamp-millis"
      },
      "doc": "When it was answered, UTC. The newer statement counts; at the same moment the one with the higher factId."
    },
    {
      "name": "validUntil",
      "type": [
        "null",
        {
          "type": "long",
          "logicalType": "timestamp-millis"
        }
      ],
      "doc": "When a granted permission ends by itself, UTC. Absent: not by itself.",
      "default": null
    },
    {
      "name": "origin",
      "type": {
        "type": "enum",
        "name": "PermissionOrigin",
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

