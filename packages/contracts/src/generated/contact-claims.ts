// Generated from schemas/contact-claims/1.avsc by `npm run generate`. Do not edit.

/** What one visitor, or one customer number, says of one contact. Internal to identity-pairing: it carries pairings over to the contacts' partitions. Key: siteId:contactId. */
export interface ContactClaim {
  /** The shop or ticket office, the tenant. Lower-case letters, digits and hyphens, 1 to 64. */
  readonly siteId: string;
  /** One address at the site. */
  readonly contactId: string;
  /** Present when a visitor speaks. */
  readonly visitor: VisitorClaim | null;
  /** Present when a customer number speaks. */
  readonly customer: CustomerClaim | null;
}

/** What all pairings of one visitor with the contact come to. */
export interface VisitorClaim {
  /** The browser. */
  readonly visitorId: string;
  /** rev of the visitor this was said of; the newest wins. */
  readonly rev: number;
  /** paired: one of them counts. unpaired: the newest was taken back. withheld: the newest was said without consent. */
  readonly state: PairingState;
  /** The first pairing that counts; when none does, the newest. */
  readonly pairing: Paired;
  /** The newest pairing, whatever has become of it. */
  readonly newest: Statement;
  /** The newest un-pairing that took one back. */
  readonly unpairing: Statement | null;
  /** What was said of cookies last, up to the end of the last pairing that was not taken back. */
  readonly cookies: CookieChoice | null;
  /** Every customer number that came with these pairings, by customerId. */
  readonly customers: readonly CustomerSeen[];
}

/** What has become of the pairings of one visitor with one contact. */
export type PairingState = 'paired' | 'unpaired' | 'withheld';

/** A pairing, and how it came about. */
export interface Paired {
  /** When it was said. */
  readonly occurredAt: number;
  /** The fact that said it. */
  readonly factId: string;
  /** What it was concluded from. */
  readonly trigger: string | null;
  /** Who vouches for it; unsigned where nobody says. */
  readonly proof: ClaimProof;
}

/** Who vouches for it. */
export type ClaimProof = 'unsigned' | 'signed' | 'server';

/** Something that was said. */
export interface Statement {
  /** When it was said. */
  readonly occurredAt: number;
  /** The fact that said it. */
  readonly factId: string;
}

/** Whether cookies were accepted, and who says so. */
export interface CookieChoice {
  /** True: accepted. */
  readonly accepted: boolean;
  /** When it was said. */
  readonly occurredAt: number;
  /** The fact that said it. */
  readonly factId: string;
}

/** A customer number that came with pairings of one contact. */
export interface CustomerSeen {
  /** The shop's own number. */
  readonly customerId: string;
  /** The newest pairing that carries it and counts; absent when none does any more. */
  readonly said: Statement | null;
}

/** Which contacts one customer number has been seen with, as far as this one is concerned. */
export interface CustomerClaim {
  /** The shop's own number. */
  readonly customerId: string;
  /** rev of the customer this was said of; the newest wins. */
  readonly rev: number;
  /** The contact the customer has moved on to; absent when this one is the newest, or was seen later with another number. */
  readonly aliasOf: Alias | null;
  /** The contacts the customer had before, by contactId; empty unless this is the newest. */
  readonly aliases: readonly Alias[];
}

/** A contact whose customer is now known under another address. */
export interface Alias {
  /** The customer number that both have carried. */
  readonly customerId: string;
  /** The contact at the other end. */
  readonly contactId: string;
  /** When the number was seen with the newer address last. */
  readonly occurredAt: number;
  /** The pairing that says so. */
  readonly factId: string;
  /** The last pairing that carried the number with the older address. */
  readonly formerFactId: string;
}

/** The Avro schema of ContactClaim, version 1. */

export const schema = {
  "type": "record",
  "name": "ContactClaim",
  "namespace": "stamkunde",
  "doc": "What one visitor, or one customer number, says of one contact. Internal to identity-pairing: it carries pairings over to the contacts' partitions. Key: siteId:contactId.",
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
      "name": "visitor",
      "type": [
        "null",
        {
          "type": "record",
          "name": "VisitorClaim",
          "doc": "What all pairings of one visitor with the contact come to.",
          "fields": [
            {
              "name": "visitorId",
              "type": "string",
              "doc": "The browser."
            },
            {
              "name": "rev",
              "type": "long",
              "doc": "rev of the visitor this was said of; the newest wins."
            },
            {
              "name": "state",
              "type": {
                "type": "enum",
                "name": "PairingState",
                "doc": "What has become of the pairings of one visitor with one contact.",
                "symbols": [
                  "paired",
                  "unpaired",
                  "withheld"
                ],
                "default": "withheld"
              },
              "doc": "paired: one of them counts. unpaired: the newest was taken back. withheld: the newest was said without consent."
            },
            {
              "name": "pairing",
              "type": {
                "type": "record",
                "name": "Paired",
                "doc": "A pairing, and how it came about.",
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
                  },
                  {
                    "name": "trigger",
                    "type": [
                      "null",
                      "string"
                    ],
                    "doc": "What it was concluded from.",
                    "default": null
                  },
                  {
                    "name": "proof",
                    "type": {
                      "type": "enum",
                      "name": "ClaimProof",
                      "doc": "Who vouches for it.",
                      "symbols": [
                        "unsigned",
                        "signed",
                        "server"
                      ],
                      "default": "unsigned"
                    },
                    "doc": "Who vouches for it; unsigned where nobody says."
                  }
                ]
              },
              "doc": "The first pairing that counts; when none does, the newest."
            },
            {
              "name": "newest",
              "type": {
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
              },
              "doc": "The newest pairing, whatever has become of it."
            },
            {
              "name": "unpairing",
              "type": [
                "null",
                "Statement"
              ],
              "doc": "The newest un-pairing that took one back.",
              "default": null
            },
            {
              "name": "cookies",
              "type": [
                "null",
                {
                  "type": "record",
                  "name": "CookieChoice",
                  "doc": "Whether cookies were accepted, and who says so.",
                  "fields": [
                    {
                      "name": "accepted",
                      "type": "boolean",
                      "doc": "True: accepted."
                    },
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
              "doc": "What was said of cookies last, up to the end of the last pairing that was not taken back.",
              "default": null
            },
            {
              "name": "customers",
              "type": {
                "type": "array",
                "items": {
                  "type": "record",
                  "name": "CustomerSeen",
                  "doc": "A customer number that came with pairings of one contact.",
                  "fields": [
                    {
                      "name": "customerId",
                      "type": "string",
                      "doc": "The shop's own number."
                    },
                    {
                      "name": "said",
                      "type": [
                        "null",
                        "Statement"
                      ],
                      "doc": "The newest pairing that carries it and counts; absent when none does any more.",
                      "default": null
                    }
                  ]
                }
              },
              "doc": "Every customer number that came with these pairings, by customerId."
            }
          ]
        }
      ],
      "doc": "Present when a visitor speaks.",
      "default": null
    },
    {
      "name": "customer",
      "type": [
        "null",
        {
          "type": "record",
          "name": "CustomerClaim",
          "doc": "Which contacts one customer number has been seen with, as far as this one is concerned.",
          "fields": [
            {
              "name": "customerId",
              "type": "string",
              "doc": "The shop's own number."
            },
            {
              "name": "rev",
              "type": "long",
              "doc": "rev of the customer this was said of; the newest wins."
            },
            {
              "name": "aliasOf",
              "type": [
                "null",
                {
                  "type": "record",
                  "name": "Alias",
                  "doc": "A contact whose customer is now known under another address.",
                  "fields": [
                    {
                      "name": "customerId",
                      "type": "string",
                      "doc": "The customer number that both have carried."
                    },
                    {
                      "name": "contactId",
                      "type": {
                        "type": "string",
                        "logicalType": "uuid"
                      },
                      "doc": "The contact at the other end."
                    },
                    {
                      "name": "occurredAt",
                      "type": {
                        "type": "long",
                        "logicalType": "timestamp-millis"
                      },
                      "doc": "When the number was seen with the newer address last."
                    },
                    {
                      "name": "factId",
                      "type": {
                        "type": "string",
                        "logicalType": "uuid"
                      },
                      "doc": "The pairing that says so."
                    },
                    {
                      "name": "formerFactId",
                      "type": {
                        "type": "string",
                        "logicalType": "uuid"
                      },
                      "doc": "The last pairing that carried the number with the older address."
                    }
                  ]
                }
              ],
              "doc": "The contact the customer has moved on to; absent when this one is the newest, or was seen later with another number.",
              "default": null
            },
            {
              "name": "aliases",
              "type": {
                "type": "array",
                "items": "Alias"
              },
              "doc": "The contacts the customer had before, by contactId; empty unless this is the newest."
            }
          ]
        }
      ],
      "doc": "Present when a customer number speaks.",
      "default": null
    }
  ]
} as const;

