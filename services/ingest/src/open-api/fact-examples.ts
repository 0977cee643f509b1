const lineBought = {
  type: 'LineBought',
  orderId: 'T-1001',
  lineId: 'A12',
  occurredAt: '2026-02-27T19:02:11+01:00',
  quantity: 1,
  unitPrice: '38.50',
  currency: 'GBP',
  priceBasis: 'gross',
  productId: 'SHOW-7',
  productName: "Nora, or a Doll's House",
  buyer: { email: 'anna@example.org' },
  country: 'GB',
};

const lineCancelled = {
  type: 'LineCancelled',
  orderId: 'T-1001',
  lineId: 'A12',
  cancellationId: 'CN-17',
  occurredAt: '2026-02-28T09:30:00Z',
  quantity: 1,
};

const event = {
  specversion: '1.0',
  id: 'b6f5-0001',
  source: '/box-office/2',
  type: 'dk.stamkunde.LineBought',
  time: '2026-02-27T18:02:11Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: {
    orderId: 'T-1002',
    lineId: 'B01',
    quantity: 2,
    unitPrice: { amount: 24_125, scale: 3 },
    currency: 'GBP',
    priceBasis: 'net',
    buyer: { guest: true },
  },
};

/** Bodies that are taken whole, by media type and name. */
export const requestExamples = {
  'application/json': {
    'a seat bought': { value: lineBought },
    'a seat bought and cancelled': { value: [lineBought, lineCancelled] },
    'a whole line cancelled, however many pieces it has': {
      value: { type: 'LineCancelled', orderId: 'T-1002', lineId: 'B01', occurredAt: '2026-02-28T09:31:00Z' },
    },
    'an order annulled': {
      value: { type: 'OrderAnnulled', orderId: 'T-1002', occurredAt: '2026-03-01T08:00:00Z', version: 3 },
    },
    'an order re-instated': {
      value: { type: 'OrderReinstated', orderId: 'T-1002', occurredAt: '2026-03-01T08:05:00Z', version: 4 },
    },
    'an order that changes hands': {
      value: {
        type: 'OrderDescribed',
        orderId: 'T-1001',
        occurredAt: '2026-03-01T10:00:00Z',
        buyer: { contactId: '0b6e1f0a-6c3b-5f0e-9b57-1f2a3c4d5e6f' },
        reference: 'invoice 2026-114',
      },
    },
  },
  'application/cloudevents+json': { 'one event': { value: event } },
  'application/cloudevents-batch+json': {
    'two events': {
      value: [
        event,
        {
          specversion: '1.0',
          id: 'b6f5-0002',
          source: '/box-office/2',
          type: 'dk.stamkunde.LineCancelled',
          time: '2026-02-28T09:31:00Z',
          data: { orderId: 'T-1002', lineId: 'B01', quantity: 1 },
        },
      ],
    },
  },
} as const;

const badPrice = { ...lineBought, unitPrice: 38.5 };
const strangeField = { ...lineCancelled, lineID: 'A12' };

/** A body of which a part is taken, and one of which nothing is. */
export const refusedExamples = {
  partly: [lineCancelled, badPrice],
  wholly: [badPrice, strangeField],
};
