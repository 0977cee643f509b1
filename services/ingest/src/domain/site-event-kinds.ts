import type { SiteEventType } from '@stamkunde/contracts';
import type { FieldsByKind } from './fields-by-kind.ts';

/** What can happen on a site. */
export type SiteEventKind = Exclude<SiteEventType, 'Unknown'>;

/** What a shop's server may say, and what a page may. */
export function siteEventKinds(who: 'server' | 'page'): FieldsByKind<SiteEventKind> {
  // To a page the kind that it may not say is one that there is not.
  return who === 'server' ? BY_SERVER : (BY_PAGE as FieldsByKind<SiteEventKind>);
}

const ANY_KIND = ['type', 'siteId', 'visitorId', 'occurredAt', 'id', 'sessionId', 'cookieConsent'];
/** What only those may say who are known. */
const OF_SERVER = ['factId', 'correlationId', 'origin', 'isBot'];
const PRODUCT = ['productId', 'productName', 'categoryId', 'categoryName'];

/** Not the end of a pairing: who somebody is not, only the shop knows. */
const BY_PAGE: FieldsByKind<Exclude<SiteEventKind, 'VisitorUnpaired'>> = {
  SessionStarted: new Set(ANY_KIND),
  ProductVisited: new Set([...ANY_KIND, ...PRODUCT]),
  BasketAdded: new Set([...ANY_KIND, ...PRODUCT, 'basketId', 'count']),
  BasketRemoved: new Set([...ANY_KIND, ...PRODUCT, 'basketId', 'count']),
  BasketPurchased: new Set([...ANY_KIND, 'basketId', 'orderId']),
  ConsentStated: new Set([...ANY_KIND, 'analytics', 'marketing', 'textVersion']),
  VisitorPaired: new Set([...ANY_KIND, 'email', 'customerId', 'trigger', 'signature', 'signedAt']),
};

const BY_SERVER: FieldsByKind<SiteEventKind> = {
  ...withMore(BY_PAGE, OF_SERVER),
  VisitorPaired: new Set([...ANY_KIND, ...OF_SERVER, 'email', 'contactId', 'customerId', 'trigger']),
  VisitorUnpaired: new Set([...ANY_KIND, ...OF_SERVER, 'email', 'contactId']),
};

function withMore<K extends string>(byKind: FieldsByKind<K>, names: readonly string[]): FieldsByKind<K> {
  const entries = Object.entries<ReadonlySet<string>>(byKind);
  return Object.fromEntries(entries.map(([kind, own]) => [kind, new Set([...own, ...names])])) as Record<
    K,
    Set<string>
  >;
}
