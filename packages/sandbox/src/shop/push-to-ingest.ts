import { createHmac, randomUUID } from 'node:crypto';
import { showOf } from './shows.ts';
import type { Bought, Consents } from './visit.ts';

export interface IngestAccess {
  readonly url: string;
  readonly siteId: string;
  readonly apiKey: string;
}

const answerTimeoutMs = 20_000;

/** Tells ingest what was sold and cancelled, as a ticket office's server does: in Billetten's messages. */
export function pushToIngest({ url, siteId, apiKey }: IngestAccess) {
  async function push(type: string, data: object): Promise<void> {
    const message = { id: randomUUID(), type, siteId, occurredAt: new Date().toISOString(), data };
    const response = await fetch(new URL(`/v1/sites/${siteId}/billetten`, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    if (!response.ok) throw new Error(`ingest answered ${response.status}: ${await response.text()}`);
  }
  return {
    purchased: ({ orderNo, buyer, tickets }: Bought, consents: Consents) =>
      push('purchase.completed', {
        orderNo,
        buyer,
        consents,
        currency: 'DKK',
        lines: tickets.map(({ showId, seat }) => ({
          lineId: lineIdOf(showId, seat),
          productId: showId,
          title: showOf(showId)?.title,
          priceInclVat: `${showOf(showId)?.price}.00`,
        })),
      }),
    cancelled: ({ orderNo }: Bought, lineId: string) => push('ticket.cancelled', { orderNo, lineId }),
  };
}

export const lineIdOf = (showId: string, seat: string): string => `${showId}:${seat}`;

/** What the shop vouches for: that the browser of this visitor is that of the customer who has logged in. */
export function signatureOf(key: string, visitorId: string, address: string, at: string): string {
  return createHmac('sha256', key)
    .update([visitorId, address.trim().toLowerCase(), at].join('\n'))
    .digest('hex');
}
