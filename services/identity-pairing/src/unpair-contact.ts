import { contactKey, factIdOf, type SiteEvent, topics, visitorKey, type Writer } from '@stamkunde/contracts';
import type { Publish } from '@stamkunde/stream';
import type { IdentityStore } from './identity-store.ts';

export interface UnpairContactPorts {
  readonly identities: Pick<IdentityStore, 'load'>;
  readonly publish: Publish;
  readonly writeEvent: Writer<SiteEvent>['write'];
  readonly now: () => number;
}

export interface Unpaired {
  readonly visitorId: string;
  readonly factId: string;
}

/**
 * States that the visitors a contact is paired with are not that contact, or one of them. It says so as anybody else
 * would, on `site-events`, and returns when all replicas have it; what comes of it is up to whoever reads that. Asked
 * again before anything else was said, it names the same facts again.
 *
 * @returns the facts; undefined when nothing was ever heard of the contact
 */
export function unpairContact({ identities, publish, writeEvent, now }: UnpairContactPorts) {
  return async function unpaired(
    siteId: string,
    contactId: string,
    only: string | undefined,
    trace: { readonly correlationId: string; readonly traceparent: string | undefined },
  ): Promise<readonly Unpaired[] | undefined> {
    const key = contactKey(siteId, contactId);
    const identity = (await identities.load([key])).get(key)?.identity;
    if (identity === undefined) return undefined;
    const facts = identity.visitors
      .filter(({ state, visitorId }) => state === 'paired' && (only === undefined || visitorId === only))
      .map(
        ({ visitorId, rev, newest }): SiteEvent => ({
          ...unsaid,
          factId: factIdOf(siteId, 'unpair', contactId, visitorId, rev),
          siteId,
          visitorId,
          // A browser's clock may be ahead of ours: what is taken back must be before this.
          occurredAt: Math.max(now(), newest.occurredAt + 1),
          correlationId: trace.correlationId,
          contactId,
        }),
      );
    await publish(
      facts.map((fact) => ({
        topic: topics.siteEvents.name,
        key: visitorKey(siteId, fact.visitorId),
        value: writeEvent(fact),
        trace: { ...trace, origin: 'live' },
        event: { id: fact.factId, type: fact.type, time: fact.occurredAt },
      })),
    );
    return facts.map(({ visitorId, factId }) => ({ visitorId, factId }));
  };
}

const unsaid = {
  type: 'VisitorUnpaired',
  origin: 'live',
  sessionId: null,
  isBot: null,
  cookieConsent: null,
  analytics: null,
  marketing: null,
  textVersion: null,
  productId: null,
  productName: null,
  categoryId: null,
  categoryName: null,
  basketId: null,
  count: null,
  orderId: null,
  customerId: null,
  trigger: null,
  proof: null,
} as const;
