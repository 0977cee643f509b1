import type { Tracker } from './tracker.ts';

/** The calls of a page that was made for heycommerce. */
export interface Heycommerce {
  initialize(apiKey: unknown, sessionMinutes?: string | number, trackingId?: unknown): void;
  initialise(apiKey: unknown, sessionMinutes?: string | number, trackingId?: unknown): void;
  visit(productId?: string, categoryId?: string, categoryName?: string): void;
  addToBasket(
    productId: string,
    count?: string | number,
    categoryId?: string,
    basketId?: string,
    categoryName?: string,
  ): void;
  removeFromBasket(productId: string): void;
  purchasedBasket(): void;
  heartbeat(): void;
  pairEmail(email: string): void;
}

/**
 * Answers the calls of a page that was made for heycommerce, whose script address is all that changes. Its key and tracking
 * id name an account there and mean nothing here: the address says for which site the page speaks, and whether the
 * page loads the script only after its visitor has agreed, as heycommerce asks of it.
 */
export function heycommerce(tracker: Tracker, siteId: string, hasAgreed: boolean): Heycommerce {
  const initialize = (_apiKey: unknown, sessionMinutes?: string | number) => {
    tracker.init(siteId, Number(sessionMinutes));
    if (hasAgreed) tracker.consent({ analytics: true, marketing: true });
  };
  return {
    initialize,
    initialise: initialize,
    visit: (productId, categoryId, categoryName) =>
      tracker.visit(written({ productId, categoryId, categoryName })),
    addToBasket: (productId, count, categoryId, basketId, categoryName) =>
      tracker.addToBasket({
        ...written({ productId, categoryId, basketId, categoryName }),
        count: Number(count) || 1,
      }),
    removeFromBasket: (productId) => tracker.removeFromBasket(written({ productId })),
    purchasedBasket: () => tracker.purchased(),
    heartbeat: () => tracker.heartbeat(),
    pairEmail: (email) => tracker.pair(email, 'pair_email'),
  };
}

/** As text, whatever the page had; templates write the word null where they have nothing. */
function written(fields: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(fields).filter(([, value]) => value != null && value !== 'null');
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
