import type { PairingProof, UnsignedPairings } from '@stamkunde/contracts';
import type { FieldReader } from './field-reader.ts';
import { required } from './fields-by-kind.ts';
import { isFresh, SIGNATURE_MINUTES_MAX, signedText } from './signed-pairing.ts';

/** Who says it: the shop's server, known by its key, or a page in a browser, which anybody can imitate. */
export type Speaker = { readonly who: 'server' } | Page;

export interface Page {
  readonly who: 'page';
  /** Whether it gives itself away as a program; null when it says nothing of itself. */
  readonly isBot: boolean | null;
  readonly unsignedPairings: UnsignedPairings;
  /** Whether one of the site's keys made this signature, in lower-case hexadecimal, of this text. */
  readonly isSigned: (text: string, signature: string) => boolean;
}

interface Paired {
  readonly visitorId: string | null;
  readonly occurredAt: number | null;
}

/**
 * Who vouches for a pairing. A signature that is not right is refused, not passed over: somebody has changed what it was
 * made for.
 */
export function pairingProof(
  fields: FieldReader,
  { visitorId, occurredAt }: Paired,
  speaker: Speaker,
): PairingProof | null {
  if (speaker.who === 'server') return 'server';
  const signature = fields.text('signature', 64, 64);
  const signedAt = fields.text('signedAt', 40);
  if (!fields.has('signature')) {
    if (fields.has('signedAt')) required(fields, 'signature');
    else if (speaker.unsignedPairings === 'refuse') {
      fields.fault('unsigned-pairing', 'signature', 'this site takes pairings signed by its server only');
    }
    return 'unsigned';
  }
  if (signedAt === null) required(fields, 'signedAt');
  const address = fields.value('email');
  if (signature === null || signedAt === null || visitorId === null || occurredAt === null) return null;
  if (typeof address !== 'string') return null;
  const customerId = fields.value('customerId');
  const claim = {
    visitorId,
    address,
    customerId: typeof customerId === 'string' ? customerId : null,
    signedAt,
    occurredAt,
  };
  const text = signedText(claim);
  if (!isFresh(claim)) {
    fields.invalid('signedAt', `is not within ${SIGNATURE_MINUTES_MAX} minutes of occurredAt`);
  } else if (text === undefined || !speaker.isSigned(text, signature)) {
    fields.fault('wrong-signature', 'signature', 'signature is not of this pairing, by a key of this site');
  }
  return 'signed';
}
