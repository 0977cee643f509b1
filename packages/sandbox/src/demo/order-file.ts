import { chance } from './chance.ts';

export interface OrderFileOptions {
  readonly seed: number;
  /** Rows below the header. */
  readonly facts: number;
  /** ISO 4217, default GBP. */
  readonly currency?: string;
}

interface Bought {
  readonly orderId: string;
  readonly lineId: string;
  readonly rest: readonly [customerId: string, sku: string, name: string];
  readonly price: string;
}

const header =
  'type,order_id,line_id,customer_id,sku,name,quantity,unit_price,currency,occurred_at,country,reference';
const firstDay = Date.UTC(2024, 0, 2, 8);

/** What real files hold that simple readers stumble over. */
const names = ['LANTERN', 'MUG, BLUE', 'PLATE 10"', 'CAFÉ SET', ' SPACED ', 'BOX;SMALL', ''] as const;

/**
 * The lines of an order file in the format that `import` reads, the same for the same seed: customers who come again,
 * guests, three decimals, parts of a line taken back in several goes, lines stated anew, orders that change hands,
 * cancellations of orders nobody has seen.
 */
export function* orderFile({ seed, facts, currency = 'GBP' }: OrderFileOptions): Generator<string> {
  const luck = chance(seed);
  const open: Bought[] = [];
  let orders = 10_000;
  let notes = 500;
  let at = firstDay;
  let left = facts;
  yield header;
  while (left > 0) {
    at += luck.between(1, 900) * 1_000;
    const occurredAt = new Date(at).toISOString();
    const known = open.length > 0 && luck.happens(0.5) ? open[luck.between(0, open.length - 1)] : undefined;
    if (known !== undefined && luck.happens(0.2)) {
      // The source has changed its mind about the line, or about who bought.
      const [customerId, sku, name] = known.rest;
      const rest = [luck.happens(0.3) ? customerOf(luck) : customerId, sku, name] as const;
      yield row('line', { ...known, rest }, luck.between(1, 12), currency, occurredAt, '');
      left--;
      continue;
    }
    if (known !== undefined || luck.happens(0.02)) {
      const line = known ?? unseen(++orders);
      // One credit note may take pieces off the same line twice.
      const reference = `C${luck.happens(0.2) ? notes : ++notes}`;
      yield row('cancel', line, luck.between(1, 6), currency, occurredAt, reference);
      left--;
      continue;
    }
    const orderId = String(++orders);
    const customerId = luck.happens(0.1) ? '' : customerOf(luck);
    const lines = Math.min(left, luck.happens(0.02) ? luck.between(60, 200) : luck.between(1, 24));
    for (let number = 1; number <= lines; number++) {
      const sku = `S${luck.between(100, 400)}`;
      const line: Bought = {
        orderId,
        lineId: String(number),
        rest: [customerId, sku, luck.oneOf(names)],
        price: priceOf(luck),
      };
      yield row('line', line, luck.between(1, 12), currency, occurredAt, '');
      if (luck.happens(0.3)) open.push(line);
      if (open.length > 500) open.shift();
    }
    left -= lines;
  }
}

/** Few come often, many once. */
function customerOf(luck: ReturnType<typeof chance>): string {
  return String(12_000 + Math.floor(luck.fraction() ** 2 * 300));
}

function priceOf(luck: ReturnType<typeof chance>): string {
  if (luck.happens(0.02)) return '0';
  return luck.happens(0.05)
    ? `0.${String(luck.between(1, 999)).padStart(3, '0')}`
    : (luck.between(10, 2_500) / 100).toFixed(2);
}

function unseen(number: number): Bought {
  return { orderId: `X${number}`, lineId: '1', rest: ['12000', 'D', 'Discount'], price: '1' };
}

function row(
  type: 'line' | 'cancel',
  { orderId, lineId, rest, price }: Bought,
  quantity: number,
  currency: string,
  occurredAt: string,
  reference: string,
): string {
  const [customerId, sku, name] = rest;
  const cells = [
    type,
    orderId,
    lineId,
    customerId,
    sku,
    name,
    String(quantity),
    price,
    currency,
    occurredAt,
    'Denmark',
    reference,
  ];
  return cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
