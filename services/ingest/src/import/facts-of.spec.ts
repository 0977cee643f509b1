import { contactIdOf, type OrderLineFact } from '@stamkunde/contracts';
import { toFact } from '../domain/to-fact.ts';
import { type FactBatch, factsOf } from './facts-of.ts';
import type { RowBatch } from './rows-of.ts';

const header =
  'type,order_id,line_id,customer_id,sku,name,quantity,unit_price,currency,occurred_at,country,reference';
const line = 'line,536365,1,17850,85123A,HOLDER,6,2.55,GBP,2010-12-01T08:26:00.000Z,United Kingdom,';
const cancel = 'cancel,536365,1,17850,85123A,HOLDER,2,2.55,GBP,2010-12-02T09:00:00.000Z,United Kingdom,C1';

async function* rows(texts: readonly string[]): AsyncGenerator<RowBatch> {
  let at = 0;
  for (const text of texts) yield { rows: [{ line: ++at, cells: text.split(',') }] };
}

async function outcome(...texts: readonly string[]): Promise<FactBatch> {
  const all = { facts: [] as OrderLineFact[], refused: [] as FactBatch['refused'][number][], rows: 0 };
  for await (const batch of factsOf(rows(texts), { siteId: 'demo', basis: 'gross' })) {
    all.facts.push(...batch.facts);
    all.refused.push(...batch.refused);
    all.rows += batch.rows;
  }
  return all;
}

/** The line with some of its cells replaced. */
function withCells(row: string, cells: Readonly<Record<string, string>>): string {
  const names = header.split(',');
  return row
    .split(',')
    .map((cell, index) => cells[names[index] ?? ''] ?? cell)
    .join(',');
}

const only = async (row: string) => (await outcome(header, row)).facts[0];
const told = async (row: string) => {
  const { refused } = await outcome(header, row);
  return refused.flatMap((one) => [one, ...one.more]).map(({ field, detail }) => `${field} ${detail}`);
};
const refusedField = async (row: string) => {
  const { facts, refused } = await outcome(header, row);
  expect(facts).toEqual([]);
  return refused.map((one) => `${one.line} ${one.field}`);
};

describe('a row of an order file', () => {
  it('is a line of its order as bought, as history', async () => {
    expect(await only(line)).toEqual({
      type: 'LineBought',
      factId: expect.any(String) as string,
      correlationId: expect.any(String) as string,
      siteId: 'demo',
      orderId: '536365',
      lineId: '1',
      version: Date.UTC(2010, 11, 1, 8, 26),
      occurredAt: Date.UTC(2010, 11, 1, 8, 26),
      quantity: 6,
      unitPrice: { amount: 255, scale: 2, currency: 'GBP', basis: 'gross' },
      productId: '85123A',
      productName: 'HOLDER',
      buyer: contactIdOf('demo', '17850@customers.invalid'),
      buyerAddress: '17850@customers.invalid',
      country: 'United Kingdom',
      reference: null,
      cancellationId: null,
      origin: 'backfill',
    });
  });

  it('takes pieces back, and says nothing of who bought', async () => {
    expect(await only(cancel)).toMatchObject({
      type: 'LineCancelled',
      cancellationId: expect.any(String) as string,
      quantity: 2,
      reference: 'C1',
      buyer: null,
      buyerAddress: null,
      country: null,
      unitPrice: null,
    });
  });

  it('takes back the whole line when it names no quantity, and needs no price for that', async () => {
    expect(await only(withCells(cancel, { quantity: '', unit_price: 'n/a', currency: '' }))).toMatchObject({
      quantity: null,
    });
  });

  it('belongs to nobody yet without a customer, and to the address itself where the customer is one', async () => {
    expect(await only(withCells(line, { customer_id: ' ' }))).toMatchObject({
      buyer: null,
      buyerAddress: null,
    });
    expect(await only(withCells(line, { customer_id: 'Anna@Example.org' }))).toMatchObject({
      buyer: contactIdOf('demo', 'anna@example.org'),
      buyerAddress: 'Anna@Example.org',
    });
  });

  it('carries six decimals, discounts and free things exactly', async () => {
    const price = async (unit_price: string) => (await only(withCells(line, { unit_price })))?.unitPrice;
    expect(await price('0.000001')).toMatchObject({ amount: 1, scale: 6 });
    expect(await price('-27.50')).toMatchObject({ amount: -2750, scale: 2 });
    expect(await price('0')).toMatchObject({ amount: 0, scale: 2 });
    expect(await price('')).toBeNull();
  });

  it('is UTC without a zone', async () => {
    expect(await only(withCells(line, { occurred_at: '2010-12-01 08:26:00' }))).toEqual(await only(line));
  });

  it.each([
    ['type', 'refund'],
    ['order_id', ''],
    ['line_id', ''],
    ['order_id', 'x'.repeat(201)],
    ['customer_id', 's\ufffdren@example.org'],
    ['quantity', '-6'],
    ['quantity', '6.5'],
    ['quantity', ''],
    ['quantity', '1e3'],
    ['quantity', '9999999999999999'],
    ['unit_price', '2.5555555'],
    ['unit_price', '£2'],
    ['unit_price', '1e2'],
    ['currency', 'gbp'],
    ['currency', ''],
    ['occurred_at', '01/12/2010'],
    ['occurred_at', '2010-02-30T00:00:00Z'],
  ])('is refused with line and field for its %s %j', async (field, value) => {
    expect(await refusedField(withCells(line, { [field]: value }))).toEqual([`2 ${field}`]);
  });

  it('is refused with more or fewer cells than the header: its columns may have moved', async () => {
    expect(await refusedField(`${line},x`)).toEqual(['2 ']);
    expect(await refusedField('line,1,2')).toEqual(['2 ']);
  });

  it('is told all that is wrong with it at once, and each thing in its own words', async () => {
    const wrong = { type: 'refund', order_id: '', quantity: '-1', occurred_at: 'noon' };
    expect(await told(withCells(line, wrong))).toEqual([
      'type is neither line nor cancel',
      'order_id is missing',
      'occurred_at is not an ISO 8601 date and time',
      'quantity is not a whole number from 0, of at most 15 digits',
    ]);
    expect(await told(withCells(line, { quantity: '', unit_price: '£2', currency: 'gbp' }))).toEqual([
      'quantity is missing',
      'unit_price is not a decimal number with at most 6 decimals and up to 2^52 units',
      'currency is not a currency of ISO 4217 in capital letters',
    ]);
    expect(await told(withCells(line, { sku: 'x'.repeat(201) }))).toEqual(['sku exceeds 200 characters']);
  });
});

describe('a cancellation', () => {
  const ids = ({ facts }: FactBatch) => facts.map(({ cancellationId }) => cancellationId);

  it('is the one that is sent live without an id of its own', async () => {
    const live = toFact(
      {
        type: 'LineCancelled',
        orderId: '536365',
        lineId: '1',
        quantity: 2,
        reference: 'C1',
        occurredAt: '2010-12-02T10:00:00+01:00',
      },
      'demo',
      Date.UTC(2026, 0, 1),
    );
    expect(live).toEqual({ fact: { ...(await only(cancel)), origin: 'live' } });
  });

  it('is another one in the file of another day, without a reference, too', async () => {
    const bare = withCells(cancel, { reference: '' });
    const today = await outcome(header, bare);
    const tomorrow = await outcome(header, withCells(bare, { occurred_at: '2010-12-03T09:00:00.000Z' }));
    expect(new Set([...ids(today), ...ids(tomorrow)]).size).toBe(2);
  });

  it('that stands in one file twice is two, and each is the same one when the file comes again', async () => {
    const once = await outcome(header, cancel);
    const twice = await outcome(header, cancel, line, cancel);
    expect(ids(twice)).toEqual([ids(once)[0], null, `${ids(once)[0]}#2`]);
    expect(await outcome(header, cancel, line, cancel)).toEqual(twice);
  });

  it('keeps its name when a refused row beside it is mended', async () => {
    const broken = await outcome(header, withCells(cancel, { quantity: 'one' }), cancel);
    const mended = await outcome(header, withCells(cancel, { quantity: '1' }), cancel);
    expect(broken.facts).toEqual([mended.facts[1]]);
  });

  it('is taken with as long a reference as any', async () => {
    const longest = 'r'.repeat(200);
    expect(
      await outcome(header, ...Array<string>(12).fill(withCells(cancel, { reference: longest }))),
    ).toMatchObject({
      refused: [],
      rows: 12,
    });
    expect(await told(withCells(cancel, { reference: `${longest}r` }))).toEqual([
      'reference exceeds 200 characters',
    ]);
  });
});

describe('the same file', () => {
  it('gives the same facts again', async () => {
    expect(await outcome(header, line, cancel)).toEqual(await outcome(header, line, cancel));
  });

  it('gives other facts for other prices', async () => {
    const [fact] = (await outcome(header, withCells(line, { unit_price: '2.56' }))).facts;
    expect(fact?.factId).not.toBe((await only(line))?.factId);
  });
});

describe('the header', () => {
  const known =
    'an order file has the columns type, order_id, line_id, customer_id, quantity, unit_price, currency and occurred_at and, if need be, sku, name, country and reference';

  it('decides by names, not by order', async () => {
    const reversed = (row: string) => row.split(',').reverse().join(',');
    expect((await outcome(reversed(header), reversed(line), reversed(cancel))).facts).toEqual(
      (await outcome(header, line, cancel)).facts,
    );
  });

  it('may have other columns, which are named and passed over', async () => {
    const [first] = await batches(`${header},Colour`, `${line},red`);
    expect(first?.ignoredColumns).toEqual(['colour']);
    expect((await outcome(`${header},Colour`, `${line},red`)).facts).toEqual(
      (await outcome(header, line)).facts,
    );
  });

  it('may lack what says nothing', async () => {
    const short = 'type,order_id,line_id,customer_id,quantity,unit_price,currency,occurred_at';
    const { facts } = await outcome(short, 'line,1,2,3,4,5.00,GBP,2010-12-01T08:26:00Z');
    expect(facts).toMatchObject([{ productId: null, country: null, reference: null }]);
  });

  it('is told everything it lacks at once, and no row is taken', async () => {
    const { facts, refused, rows } = await outcome(
      'type,orderid,line_id,sku,sku,unit_price,currency,occurred_at',
      line,
    );
    expect({ facts, rows }).toEqual({ facts: [], rows: 0 });
    expect(refused.map(({ line: place, field, detail }) => ({ place, field, detail }))).toEqual([
      {
        place: 1,
        field: '',
        detail: `the header lacks order_id (is it orderid?), customer_id and quantity, and has sku twice; ${known}`,
      },
    ]);
  });

  it('is told what an order file has when nothing of it is there', async () => {
    const [batch] = await batches('when,who,what', '1,2,3');
    expect(batch?.headerFault?.detail).toBe(`the header lacks every column that is needed; ${known}`);
    expect((await batches(header, line))[0]).not.toHaveProperty('headerFault');
  });

  it('is told when it is separated by something else than commas', async () => {
    const { refused } = await outcome(header.replaceAll(',', ';'), line);
    expect(refused[0]?.detail).toMatch(/separated by commas/);
  });

  it('is missed in an empty file', async () => {
    expect((await outcome()).refused).toEqual([
      { line: 1, field: '', detail: 'the file is empty: it has no header', more: [], cells: [] },
    ]);
    expect((await outcome(header)).refused).toEqual([]);
  });
});

async function batches(...texts: readonly string[]): Promise<FactBatch[]> {
  const all: FactBatch[] = [];
  for await (const batch of factsOf(rows(texts), { siteId: 'demo', basis: 'gross' })) all.push(batch);
  return all;
}
