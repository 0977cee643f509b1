import { keptTexts } from './kept-texts.ts';
import { outbox } from './outbox.ts';

/** What somebody has agreed to. What is left out was not asked, and stays as it was. */
export interface Consent {
  /** What is done may be counted. */
  readonly analytics?: boolean;
  /** What is done may be tied to a person, and used to write to it. */
  readonly marketing?: boolean;
  /** Which text was agreed to. */
  readonly textVersion?: string;
}

/** A product or show, by the ids of the product feed. */
export interface Product {
  readonly productId?: string;
  readonly productName?: string;
  readonly categoryId?: string;
  readonly categoryName?: string;
}

export interface InBasket extends Product {
  readonly count?: number;
  readonly basketId?: string;
}

export interface Tracker {
  /** Begins for a site: one visit lasts until nothing has happened for so many minutes, 1 to 180. */
  init(siteId: string, sessionMinutes?: number): void;
  /** Nothing is sent and nothing kept before this. Both refused, it ends and forgets the visitor. */
  consent(consent: Consent): void;
  visit(product?: Product): void;
  addToBasket(product: InBasket): void;
  removeFromBasket(product: InBasket): void;
  purchased(purchase?: { readonly orderId?: string; readonly basketId?: string }): void;
  /** Says who sits here; `signature` and `at` come from the shop's server, which can vouch for it. */
  pair(email: string, trigger: string, proof?: PairingProof): void;
  /** The visit goes on, although nothing else happens. */
  heartbeat(): void;
  /** Who this browser is as long as it may be remembered, for the shop's server to sign. */
  visitorId(): string | undefined;
}

export interface PairingProof {
  readonly signature?: string;
  readonly at?: string;
  readonly customerId?: string;
}

/** What the browser tells of the page. */
interface PageLife {
  /** It has come back from the back-forward cache: it is seen again, and none of its calls are made again. */
  shownAgain(): void;
  online(): void;
  left(): void;
}

/** What is kept of a visitor who agreed to it. */
interface Visitor {
  readonly visitorId: string;
  readonly consent: Consent;
  readonly sessionId: string;
  /** Of the newest event: each one has a moment of its own, or their order could not be told. */
  readonly at: number;
}

const STATE = 'v';

/** @param base address of ingest's script; its endpoints stand beside it */
export function tracker(base: string): Tracker & PageLife {
  let site: ReturnType<typeof siteOf> | undefined;
  let sessionMs = 0;
  /** What this page shows: it counts from the moment on in which it may. */
  let shown: Product | undefined;

  function siteOf(siteId: string) {
    const kept = keptTexts(`stamkunde.${siteId}.`);
    return { kept, out: outbox(kept, new URL(`sites/${siteId}/browser-events`, base).href) };
  }

  /** Read each time: another page of the site may have been told otherwise meanwhile. */
  function visitor(): Visitor | undefined {
    try {
      return JSON.parse(site?.kept.get(STATE) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  function say(who: Visitor, type: string, said: object): Visitor {
    const at = Math.max(Date.now(), who.at + 1);
    const { visitorId, sessionId } = who;
    const id = random();
    const occurredAt = new Date(at).toISOString();
    site?.out.put(at, id, stated({ type, id, visitorId, sessionId, occurredAt, ...said }));
    return { ...who, at };
  }

  /** Notes that something happens, which may begin a new visit, and says what it is. */
  function happen(who = visitor(), type?: string, said: object = {}): void {
    if (who === undefined) return;
    let now = who;
    if (now.sessionId === '' || Date.now() - now.at > sessionMs) {
      now = say({ ...now, sessionId: random() }, 'SessionStarted', {});
    }
    now = type === undefined ? { ...now, at: Math.max(Date.now(), now.at) } : say(now, type, said);
    site?.kept.set(STATE, JSON.stringify(now));
  }

  const did =
    <T extends object>(type: string) =>
    (said?: T) =>
      happen(visitor(), type, said);

  return {
    init(siteId, sessionMinutes = 45) {
      site = siteOf(siteId);
      sessionMs = Math.min(180, Math.max(1, Number(sessionMinutes) || 45)) * 60_000;
      happen();
      site.out.send();
    },
    consent(consent) {
      if (site === undefined) return;
      const before = visitor();
      const after = { ...before?.consent, ...stated(consent) };
      if (!after.analytics && !after.marketing) {
        if (before === undefined) return;
        site.out.clear();
        say(before, 'ConsentStated', consent);
        site.kept.remove(STATE);
        site.out.send();
        return;
      }
      if (before !== undefined && JSON.stringify(before.consent) === JSON.stringify(after)) return;
      const who = before ?? { visitorId: random(), sessionId: '', at: 0, consent: after };
      happen(say({ ...who, consent: after }, 'ConsentStated', consent));
      if (before === undefined && shown !== undefined) did('ProductVisited')(shown);
    },
    visit(product = {}) {
      shown = product;
      did('ProductVisited')(product);
    },
    addToBasket: did('BasketAdded'),
    removeFromBasket: did('BasketRemoved'),
    purchased: did('BasketPurchased'),
    pair(email, trigger, { signature, at, customerId } = {}) {
      const who = visitor();
      if (!who?.consent.marketing) return;
      happen(who, 'VisitorPaired', { email, trigger, signature, signedAt: at, customerId });
    },
    heartbeat: () => happen(),
    visitorId: () => visitor()?.visitorId,
    shownAgain() {
      if (shown !== undefined) did('ProductVisited')(shown);
      site?.out.resume();
    },
    online: () => site?.out.resume(),
    left: () => site?.out.sendLast(),
  };
}

/** Without what says nothing: shops write '' where they have none. */
function stated(said: object): object & Consent {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value != null && value !== ''));
}

function random(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}
