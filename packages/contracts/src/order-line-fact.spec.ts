import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderLineFact } from './generated/order-lines.ts';
import { faultOf } from './order-line-fact.ts';

const examples = join(import.meta.dirname, '../../../schemas/order-lines/examples');
const example = (file: string) => JSON.parse(readFileSync(join(examples, file), 'utf8')) as OrderLineFact;
const bought = example('seat-bought.json');
const cancelled = example('seat-cancelled.json');
const price = { amount: 1, scale: 2, currency: 'DKK', basis: 'gross' } as const;

describe('an order fact', () => {
  it.each(readdirSync(examples))('as in %s has no fault', (file) => {
    expect(faultOf(example(file))).toBeUndefined();
  });

  it.each<[string, OrderLineFact]>([
    ['factId', { ...bought, factId: 'F' }],
    ['siteId', { ...bought, siteId: 'Demo:1' }],
    ['orderId', { ...bought, orderId: '' }],
    ['orderId', { ...bought, orderId: 'x'.repeat(201) }],
    ['version', { ...bought, version: 1.5 }],
    ['version', { ...bought, version: -(2 ** 53) + 2 }],
    ['occurredAt', { ...bought, occurredAt: 10 ** 15 }],
    ['type', { ...bought, type: 'Unknown' }],
    ['lineId', { ...bought, lineId: null }],
    ['quantity', { ...bought, quantity: null }],
    ['quantity', { ...bought, quantity: -1 }],
    ['unitPrice', { ...bought, unitPrice: { ...price, scale: 7 } }],
    ['unitPrice', { ...bought, unitPrice: { ...price, amount: 2 ** 40 }, quantity: 2 ** 20 }],
    ['unitPrice.currency', { ...bought, unitPrice: { ...price, currency: 'kr' } }],
    ['cancellationId', { ...cancelled, cancellationId: null }],
    ['lineId', { ...cancelled, lineId: '' }],
    ['quantity', { ...cancelled, quantity: 0.5 }],
    ['buyer', { ...bought, buyer: 'somebody' }],
    ['productName', { ...bought, productName: 'x'.repeat(501) }],
  ])('with a bad %s is told so', (field, fact) => {
    expect(faultOf(fact)).toMatchObject({ field });
  });

  it('may name a guest, a refund of a price, and no price at all', () => {
    expect(faultOf({ ...bought, buyer: '' })).toBeUndefined();
    expect(faultOf({ ...bought, unitPrice: { ...price, amount: -500 } })).toBeUndefined();
    expect(faultOf({ ...bought, unitPrice: null })).toBeUndefined();
  });
});
