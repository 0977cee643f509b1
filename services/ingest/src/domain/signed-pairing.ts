import { normaliseAddress } from '@stamkunde/contracts';
import { momentOf } from './moment.ts';

/** How far the moment of a signature may be from that of the pairing: as long as somebody may look at a page. */
export const SIGNATURE_MINUTES_MAX = 60;

/** What a shop's server vouches for: that this browser is that person, at that moment. */
export interface PairingClaim {
  readonly visitorId: string;
  readonly address: string;
  readonly customerId: string | null;
  /** As it was signed: ISO 8601 with zone. */
  readonly signedAt: string;
  readonly occurredAt: number;
}

/**
 * The text that is signed: visitor, address and moment, and the customer's number where there is one, each on a line of
 * its own. Undefined for what nobody can sign, because it has a line break inside.
 */
export function signedText({ visitorId, address, customerId, signedAt }: PairingClaim): string | undefined {
  const lines = [
    visitorId,
    normaliseAddress(address),
    signedAt,
    ...(customerId === null ? [] : [customerId]),
  ];
  return lines.some((line) => line.includes('\n')) ? undefined : lines.join('\n');
}

/**
 * Whether a signature was made for this pairing and not for an earlier one. It is held against the moment of the pairing,
 * not against the clock: sent again, however late, a pairing says the same, and can say nothing else.
 */
export function isFresh({ signedAt, occurredAt }: PairingClaim): boolean {
  const moment = momentOf(signedAt);
  return moment !== undefined && Math.abs(occurredAt - moment) <= SIGNATURE_MINUTES_MAX * 60_000;
}
