import { contactIdOf, type OrderLineFact } from '@stamkunde/contracts';
import type { FieldFault } from './field-fault.ts';
import { toFact } from './to-fact.ts';

const bought = {
  type: 'LineBought',
  orderId: 'T-1',
  lineId: 'A12',
  occurredAt: '2026-02-27T19:02:11+01:00',
  quantity: 1,
  unitPrice: '38.50',
  currency: 'GBP',
  priceBasis: 'gross',
  buyer: { email: ' Anna@Example.org ' },
};

const cancelled = {
  type: 'LineCancelled',
  orderId: 'T-1',
  lineId: 'A12',
  occurredAt: '2026-02-28T09:30:00Z',
};

const now = Date.UTC(2026, 2, 1, 12);

function fact(input: unknown): OrderLineFact {
  const outcome = toFact(input, 'demo', now);
  if ('faults' in outcome) throw new Error(JSON.stringify(outcome.faults));
  return outcome.fact;
}

function faults(input: unknown): readonly FieldFault[] {
  const outcome = toFact(input, 'demo', now);
  return 'faults' in outcome ? outcome.faults : [];
}

const pointers = (input: unknown) => faults(input).map(({ reason, pointer }) => `${pointer} ${reason}`);

describe('a fact as a producer writes it', () => {
  it('becomes a fact of the topic, with version and correlation id filled in', () => {
    const { factId, ...rest } = fact(bought);
    expect(rest).toEqual({
      type: 'LineBought',
      siteId: 'demo',
      orderId: 'T-1',
      lineId: 'A12',
      occurredAt: Date.UTC(2026, 1, 27, 18, 2, 11),
      version: Date.UTC(2026, 1, 27, 18, 2, 11),
      quantity: 1,
      unitPrice: { amount: 3850, scale: 2, currency: 'GBP', basis: 'gross' },
      buyer: contactIdOf('demo', 'anna@example.org'),
      buyerAddress: 'Anna@Example.org',
      productId: null,
      productName: null,
      cancellationId: null,
      country: null,
      reference: null,
      correlationId: factId,
      origin: 'live',
    });
  });

  it('says the same amount in either way of writing it', () => {
    const scaled = fact({ ...bought, unitPrice: { amount: 38_500, scale: 3 } });
    expect(scaled.unitPrice).toEqual(fact(bought).unitPrice);
    expect(scaled.factId).toBe(fact(bought).factId);
  });

  it('keeps silence about the buyer apart from a guest', () => {
    const silent = fact({ ...bought, buyer: undefined });
    const guest = fact({ ...bought, buyer: { guest: true } });
    expect([silent.buyer, guest.buyer]).toEqual([null, '']);
    expect(silent.factId).not.toBe(guest.factId);
  });

  it('takes null for a statement not made', () => {
    expect(fact({ ...cancelled, quantity: null, reference: null, version: null })).toEqual(fact(cancelled));
  });

  it('takes back the whole line when no quantity is said', () => {
    expect(fact(cancelled).quantity).toBeNull();
  });

  it('is one cancellation however often it is sent without an id of its own', () => {
    const { factId, cancellationId } = fact(cancelled);
    expect(cancellationId).toBe(factId);
    expect(fact({ ...cancelled }).cancellationId).toBe(cancellationId);
    expect(fact({ ...cancelled, quantity: 1 }).cancellationId).not.toBe(cancellationId);
    expect(fact({ ...cancelled, factId: '0b6e1f0a-6c3b-5f0e-9b57-1f2a3c4d5e6f' }).cancellationId).toBe(
      cancellationId,
    );
  });
});

describe('a fact that cannot be taken', () => {
  it('is told all its faults at once, by JSON Pointer', () => {
    const input = {
      type: 'LineBought',
      orderId: '',
      version: 1.5,
      unitPrice: '1,50',
      currency: 'pounds',
      buyer: {},
    };
    expect(pointers(input)).toEqual([
      '/orderId invalid-field',
      '/occurredAt missing-field',
      '/version invalid-field',
      '/lineId missing-field',
      '/quantity missing-field',
      '/currency invalid-field',
      '/priceBasis missing-field',
      '/unitPrice invalid-field',
      '/buyer invalid-field',
    ]);
  });

  it('never has money as a float', () => {
    expect(faults({ ...bought, unitPrice: 38.5 })).toEqual([
      expect.objectContaining({ reason: 'float-money', pointer: '/unitPrice' }),
    ]);
    expect(pointers({ ...bought, unitPrice: { amount: 38.5, scale: 2 } })).toEqual([
      '/unitPrice/amount invalid-field',
    ]);
  });

  it('never has a price of which nobody says whether tax is in it', () => {
    expect(pointers({ ...bought, priceBasis: undefined })).toEqual(['/priceBasis missing-field']);
  });

  it('is told which field was probably meant', () => {
    const [fault] = faults({ ...cancelled, line_id: 'A12', lineId: undefined });
    expect(fault).toEqual({
      reason: 'unknown-field',
      pointer: '/line_id',
      detail: 'line_id is not a field here; did you mean lineId?',
    });
  });

  it('may not name a line when it is about a whole order', () => {
    const annulled = { type: 'OrderAnnulled', orderId: 'T-1', occurredAt: '2026-02-28T09:30:00Z' };
    expect(pointers({ ...annulled, lineId: 'A12' })).toEqual(['/lineId foreign-field']);
    expect(pointers(annulled)).toEqual([]);
  });

  it('may not carry a price when it is a cancellation: pieces are taken back, not money', () => {
    expect(pointers({ ...cancelled, unitPrice: '3', currency: 'GBP', priceBasis: 'net' })).toEqual([
      '/unitPrice foreign-field',
      '/currency foreign-field',
      '/priceBasis foreign-field',
    ]);
  });

  it('may not speak for another site', () => {
    expect(pointers({ ...bought, siteId: 'other' })).toEqual(['/siteId other-site']);
    expect(pointers({ ...bought, siteId: 'demo' })).toEqual([]);
  });

  it('cannot have happened more than a day ahead: it would outrank every correction until then', () => {
    expect(fact({ ...bought, occurredAt: '2026-03-02T12:00:00Z' }).occurredAt).toBe(Date.UTC(2026, 2, 2, 12));
    expect(faults({ ...bought, occurredAt: '2026-03-02T12:00:00.001Z' })).toEqual([
      {
        reason: 'invalid-field',
        pointer: '/occurredAt',
        detail: 'occurredAt is more than 24 hours ahead of the clock here',
      },
    ]);
  });

  it.each([
    ['/currency', { currency: 'GB' }, 'currency has 2 characters, not 3'],
    ['/currency', { currency: 'XQX' }, 'currency is not a currency of ISO 4217 in capital letters'],
    ['/orderId', { orderId: 'x'.repeat(201) }, 'orderId has 201 characters, not 1 to 200'],
  ])('is told what %s may be', (pointer, wrong, detail) => {
    expect(faults({ ...bought, ...wrong })).toEqual([{ reason: 'invalid-field', pointer, detail }]);
  });

  it.each([
    ['/occurredAt', { occurredAt: '2026-02-30T09:30:00Z' }],
    ['/occurredAt', { occurredAt: '2026-02-27T09:30:00' }],
    ['/occurredAt', { occurredAt: 1_772_215_331 }],
    ['/quantity', { quantity: -1 }],
    ['/quantity', { quantity: '1' }],
    ['/quantity', { quantity: Number.MAX_SAFE_INTEGER }],
    ['/unitPrice', { quantity: 1_000_000_000, unitPrice: '90071992.54' }],
    ['/unitPrice', { unitPrice: '-90071992547409.91' }],
    ['/unitPrice', { unitPrice: '0.0000001' }],
    ['/buyer/email', { buyer: { email: 'nobody' } }],
    ['/buyer/guest', { buyer: { guest: false } }],
    ['/buyer', { buyer: { guest: true, email: 'a@example.org' } }],
    ['/orderId', { orderId: 'x'.repeat(201) }],
    ['/orderId', { orderId: '\ud800' }],
    ['/factId', { factId: '0B6E1F0A-6C3B-5F0E-9B57-1F2A3C4D5E6F' }],
    ['/origin', { origin: 'replay' }],
  ])('is refused for %s', (pointer, wrong) => {
    expect(faults({ ...bought, ...wrong }).map((fault) => fault.pointer)).toEqual([pointer]);
  });

  it('tells no value: it may be personal', () => {
    const told = JSON.stringify(faults({ ...bought, buyer: { email: 'secret person' }, country: 5 }));
    expect(told).not.toContain('secret person');
  });
});
