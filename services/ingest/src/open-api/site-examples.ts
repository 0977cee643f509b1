const moment = '2026-02-27T19:02:11+01:00';
const visitor = { visitorId: 'v-7Qm2xkP0', sessionId: 's-1', occurredAt: moment };

const paired = {
  ...visitor,
  type: 'VisitorPaired',
  email: 'anna@example.org',
  customerId: 'C-88',
  trigger: 'login',
};

/** What a shop's server sends of its visitors; taken whole. */
export const siteEventExamples = {
  'a show looked at': {
    value: { ...visitor, type: 'ProductVisited', productId: 'SHOW-7', productName: 'Måneskin over Mols' },
  },
  'five seats put into the basket, and the basket bought': {
    value: [
      { ...visitor, type: 'BasketAdded', productId: 'SHOW-7', count: 5, basketId: 'B-1' },
      { ...visitor, type: 'BasketPurchased', orderId: 'T-1001', basketId: 'B-1' },
    ],
  },
  'cookies accepted': {
    value: { ...visitor, type: 'ConsentStated', analytics: true, marketing: true, textVersion: '2026-01' },
  },
  'somebody logs in': { value: paired },
  'that was somebody else': {
    value: { ...visitor, type: 'VisitorUnpaired', email: 'anna@example.org' },
  },
} as const;

/** What a page in a browser sends; taken whole. */
export const pageExamples = {
  'a page is looked at': {
    value: {
      webdriver: false,
      events: [
        { ...visitor, id: 'k3v9x1', type: 'ConsentStated', analytics: true, marketing: true },
        { ...visitor, id: 'k3v9x2', type: 'SessionStarted' },
        { ...visitor, id: 'k3v9x3', type: 'ProductVisited', productId: 'SHOW-7' },
      ],
    },
  },
} as const;

const envelope = { siteId: 'demo', occurredAt: moment };

/** What Billetten pushes; taken whole. */
export const billettenExamples = {
  'five seats bought': {
    value: {
      ...envelope,
      id: 'evt-1001',
      type: 'purchase.completed',
      data: {
        orderNo: 'T-1001',
        buyer: { email: 'anna@example.org', name: 'Anna Holm', phone: '+45 20 00 00 00' },
        consents: { related10_2: true, newsletter: false, terms: true },
        currency: 'DKK',
        lines: ['C11', 'C12', 'C13', 'C14', 'C15'].map((lineId) => ({
          lineId,
          productId: 'SHOW-7',
          title: 'Måneskin over Mols',
          priceInclVat: '345.00',
        })),
      },
    },
  },
  'a seat cancelled': {
    value: {
      ...envelope,
      id: 'evt-1002',
      type: 'ticket.cancelled',
      data: { orderNo: 'T-1001', lineId: 'C13' },
    },
  },
  'somebody known by pressing "Continue to payment"': {
    value: {
      ...envelope,
      id: 'evt-1003',
      type: 'web.identify',
      data: {
        visitorId: 'v-7Qm2xkP0',
        cookieConsent: true,
        email: 'anna@example.org',
        trigger: 'continue_to_payment',
      },
    },
  },
} as const;
