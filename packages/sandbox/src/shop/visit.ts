import { randomBytes } from 'node:crypto';

export interface Ticket {
  readonly showId: string;
  readonly seat: string;
}

export interface Buyer {
  readonly email: string;
  readonly name: string;
  readonly phone: string;
}

export interface Consents {
  readonly related10_2: boolean;
  readonly newsletter: boolean;
  readonly terms: true;
}

/** What the shop remembers of one browser, which it needs to sell anything: a basket, and who has logged in. */
export interface Visit {
  readonly id: string;
  basket: Ticket[];
  email: string | undefined;
  /** Somebody has just logged in; the next page tells the tracker. */
  hasJustLoggedIn: boolean;
  checkout: { readonly buyer: Buyer; readonly consents: Consents } | undefined;
}

export interface Bought {
  readonly orderNo: string;
  readonly visitId: string;
  readonly buyer: Buyer;
  readonly tickets: readonly Ticket[];
  readonly cancelled: Set<string>;
  /** The page of it has been seen, and the tracker told. */
  isTold: boolean;
}

/** Visits kept at once; the oldest is forgotten then. */
const visitsMax = 1_000;

/** What the shop remembers, for as long as it is open. */
export function shopMemory() {
  const visits = new Map<string, Visit>();
  const orders = new Map<string, Bought>();
  let orderNumber = 1_000;
  return {
    visitNamed: (id: string | undefined) => (id === undefined ? undefined : visits.get(id)),
    newVisit(): Visit {
      const [oldest] = visits.size < visitsMax ? [] : visits.keys();
      if (oldest !== undefined) visits.delete(oldest);
      const visit: Visit = {
        id: randomBytes(16).toString('base64url'),
        basket: [],
        email: undefined,
        hasJustLoggedIn: false,
        checkout: undefined,
      };
      visits.set(visit.id, visit);
      return visit;
    },
    /** Order numbers tell themselves apart from those of the ticket office, and of an earlier day. */
    newOrder(visit: Visit, buyer: Buyer): Bought {
      const orderNo = `SHOP-${Date.now().toString(36).toUpperCase()}-${++orderNumber}`;
      const order = {
        orderNo,
        visitId: visit.id,
        buyer,
        tickets: visit.basket,
        cancelled: new Set<string>(),
        isTold: false,
      };
      orders.set(orderNo, order);
      return order;
    },
    orderNamed: (orderNo: string) => orders.get(orderNo),
  };
}
