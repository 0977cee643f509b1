import type { OrderLineFact } from '@stamkunde/contracts';
import { compare, type Evidence, type HeldDocument, type Projection } from './compare.ts';
import { FactLog } from './fact-log.ts';
import { SnapshotLog } from './snapshot-log.ts';

const anna = '00000000-0000-5000-8000-00000000000a';

function lineBought(lineId: string, more: Partial<OrderLineFact> = {}): OrderLineFact {
  return {
    factId: `00000000-0000-5000-8000-0000000000${lineId.padStart(2, '0')}`,
    siteId: 'theatre',
    orderId: 'A1',
    type: 'LineBought',
    version: 1_000,
    occurredAt: 1_000,
    origin: 'live',
    correlationId: 'c1',
    lineId,
    cancellationId: null,
    quantity: 1,
    productId: 'hamlet',
    productName: 'Hamlet',
    unitPrice: { amount: 2_500, scale: 2, currency: 'DKK', basis: 'gross' },
    buyer: anna,
    buyerAddress: null,
    country: null,
    reference: null,
    ...more,
  };
}

/** A projection that holds and has announced exactly what it must. */
function faithful<T extends { rev: number }>(
  topic: string,
  values: ReadonlyMap<string, Omit<T, 'rev'>>,
): Projection<T> {
  const announced = new SnapshotLog(topic);
  const documents = new Map<string, HeldDocument<T>>();
  for (const [key, expected] of values) {
    for (const rev of [1, 2]) {
      const value = { ...expected, rev } as T;
      const bytes = Buffer.from(JSON.stringify(value));
      announced.note(key, rev, bytes);
      documents.set(key, { rev, value, bytes });
    }
  }
  return { topic, collection: topic, announced, newest: new Map(documents), documents };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a faultless system leaves behind for two seats bought and one message of garbage. */
function evidence(): Writable<Evidence> & { at: FactLog } {
  const facts = new FactLog();
  facts.note('0/0', 'theatre:A1', { fact: lineBought('1') });
  facts.note('0/1', 'theatre:A1', { fact: lineBought('2') });
  facts.note('0/2', 'theatre:A1', { fault: 'not-framed' });
  const expected = facts.fold();
  return {
    at: facts,
    facts,
    orders: faithful('orders', expected.orders),
    totals: faithful('purchase-totals', expected.totals),
    refusals: [{ topic: 'order-lines', place: '0/2', reason: 'not-framed', redriven: false }],
    committed: new Map([['order-lines/0', 3]]),
    progress: new Map([['order-lines/0', 3]]),
  };
}

const seen = (found: ReturnType<typeof compare>) =>
  found.map(({ point, key, field }) => `${point} ${key} ${field}`.trim());

describe('the comparison', () => {
  it('finds nothing where everything is as it must be', () => {
    expect(compare(evidence())).toEqual([]);
  });

  it('finds a document that holds something else', () => {
    const doctored = evidence();
    const held = doctored.orders.documents.get('theatre:A1');
    if (held === undefined) throw new Error('no document');
    const value = {
      ...held.value,
      productCount: 3,
      lines: held.value.lines.map((line) => ({ ...line, quantity: 0 })),
    };
    doctored.orders = { ...doctored.orders, documents: new Map([['theatre:A1', { ...held, value }]]) };
    expect(seen(compare(doctored))).toEqual([
      'document theatre:A1 productCount',
      'document theatre:A1 lines[0].quantity',
      'document theatre:A1 lines[1].quantity',
    ]);
  });

  it('finds a document that is missing, and one that nothing speaks for', () => {
    const doctored = evidence();
    const [held] = doctored.totals.documents.values();
    if (held === undefined) throw new Error('no document');
    doctored.totals = { ...doctored.totals, documents: new Map([['somebody', held]]) };
    expect(seen(compare(doctored))).toEqual([`document theatre:${anna}`, 'document somebody']);
  });

  it('finds a newest snapshot that lags behind the facts', () => {
    const doctored = evidence();
    const held = doctored.totals.newest.get(`theatre:${anna}`);
    if (held === undefined) throw new Error('no snapshot');
    const stale = { rev: 1, value: { ...held.value, rev: 1, orderCount: 0 } };
    doctored.totals = { ...doctored.totals, newest: new Map([[`theatre:${anna}`, stale]]) };
    expect(compare(doctored)).toEqual([
      {
        point: 'snapshot',
        place: 'purchase-totals',
        key: `theatre:${anna}`,
        field: 'orderCount',
        expected: '1',
        actual: '0',
      },
    ]);
  });

  it('finds two payloads under one key and rev on the wire', () => {
    const doctored = evidence();
    doctored.orders.announced.note('theatre:A1', 2, Buffer.from('another'));
    expect(seen(compare(doctored))).toEqual(['same-rev theatre:A1 rev']);
  });

  it('finds a document whose bytes are not those announced under its rev', () => {
    const doctored = evidence();
    const held = doctored.orders.documents.get('theatre:A1');
    if (held === undefined) throw new Error('no document');
    const documents = new Map([['theatre:A1', { ...held, bytes: Buffer.from('another') }]]);
    doctored.orders = { ...doctored.orders, documents };
    expect(seen(compare(doctored))).toEqual(['same-rev theatre:A1 rev']);
  });

  it('finds a rev that fell on the wire', () => {
    const doctored = evidence();
    const { value } = doctored.orders.documents.get('theatre:A1') ?? {};
    doctored.orders.announced.note('theatre:A1', 1, Buffer.from(JSON.stringify({ ...value, rev: 1 })));
    expect(seen(compare(doctored))).toEqual(['rev-fell theatre:A1 rev']);
  });

  it('finds a commit ahead of the progress in the store', () => {
    const doctored = evidence();
    doctored.progress = new Map([['order-lines/0', 2]]);
    expect(seen(compare(doctored))).toEqual(['commit-ahead order-lines/0 offset']);
  });

  it('finds a valid fact that was refused', () => {
    const doctored = evidence();
    doctored.refusals = [
      ...doctored.refusals,
      { topic: 'order-lines', place: '0/1', reason: 'invalid-field', redriven: false },
    ];
    expect(seen(compare(doctored))).toEqual(['refusal order-lines/0/1']);
  });

  it('finds garbage that nobody refused', () => {
    const doctored = evidence();
    doctored.refusals = [];
    expect(seen(compare(doctored))).toEqual(['refusal order-lines/0/2']);
  });

  it('counts what was redriven where it stands now, and not where it was refused', () => {
    const lean = evidence();
    lean.at.note('0/3', 'theatre:A1', { fact: lineBought('2') });
    lean.refusals = [
      ...lean.refusals,
      { topic: 'order-lines', place: '0/1', reason: 'unknown-schema', redriven: true },
    ];
    expect(compare(lean)).toEqual([]);
  });

  it('leaves out what was refused because the order had become too large, and only then', () => {
    const lean = evidence();
    const [place, limit] = ['0/3', 101];
    lean.at.note(place, 'theatre:A1', { fact: lineBought('3') });
    lean.refusals = [
      ...lean.refusals,
      { topic: 'order-lines', place, reason: 'order-too-large', redriven: false },
    ];
    expect(seen(compare(lean))).toContain('refusal order-lines/0/3');

    const full = new FactLog();
    for (let at = 0; at < limit; at++) {
      const buyer = `00000000-0000-5000-8000-${String(at).padStart(12, '0')}`;
      full.note(`1/${at}`, 'theatre:A1', { fact: lineBought('1', { buyer, version: at }) });
    }
    const last = `1/${limit - 1}`;
    const expected = full.fold(new Set([last]));
    const justified: Evidence = {
      ...lean,
      facts: full,
      orders: faithful('orders', expected.orders),
      totals: faithful('purchase-totals', expected.totals),
      refusals: [{ topic: 'order-lines', place: last, reason: 'order-too-large', redriven: false }],
    };
    expect(compare(justified)).toEqual([]);
  });
});
