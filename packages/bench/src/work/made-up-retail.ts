import { random } from './random.ts';

const HEADER =
  'type,order_id,line_id,customer_id,sku,name,quantity,unit_price,currency,occurred_at,country,reference';

const DECEMBER = Date.UTC(2010, 11, 1, 8, 26);

/** Share of facts that are cancellations, of those that meet no order, and of orders by guests, in the real history. */
const CANCELLED = 0.0175;
const UNHEARD_OF = 0.22;
const GUESTS = 0.075;

/**
 * The lines of an order file with the shape of the real one: 26 lines an order, most orders short and some very long,
 * few members with many orders, cancellations of parts of earlier lines, some of orders never seen.
 */
export function* madeUpRetail(facts: number, seed: number): Generator<string> {
  const next = random(seed);
  const upTo = (most: number) => Math.floor(next() * most);
  const open: { order: string; line: number; quantity: number; customer: string }[] = [];
  const members = Math.max(10, Math.round(facts / 125));
  let orders = 536_364;
  let left = facts;
  let at = DECEMBER;
  yield HEADER;
  while (left > 0) {
    at += upTo(3_000_000);
    const moment = new Date(at).toISOString();
    const order = String(++orders);
    // Squared, so that the first members come again and again.
    const customer = next() < GUESTS ? '' : String(12_346 + Math.floor(next() ** 2 * members));
    const lines = Math.min(left, 1 + Math.floor(-Math.log(1 - next()) * 25));
    for (let line = 1; line <= lines; line++) {
      const quantity = 1 + upTo(next() < 0.1 ? 100 : 12);
      const price = (10 + upTo(1_200)) / 100;
      const sku = 20_000 + upTo(4_000);
      yield `line,${order},${line},${customer},${sku},GIFT NUMBER ${sku} OF MANY,${quantity},${price.toFixed(2)},GBP,${moment},United Kingdom,`;
      if (next() < 0.05) open.push({ order, line, quantity, customer });
    }
    left -= lines;
    for (let cancels = Math.min(left, Math.round(lines * CANCELLED * 2 * next())); cancels > 0; cancels--) {
      const known = next() < UNHEARD_OF ? undefined : open[upTo(open.length)];
      const from = known ?? { order: `X${orders}`, line: 1, quantity: 12, customer: '12346' };
      yield `cancel,${from.order},${from.line},${from.customer},20000,Returned,${1 + upTo(from.quantity)},1.00,GBP,${moment},United Kingdom,C${orders}`;
      left--;
    }
    if (open.length > 5_000) open.splice(0, 2_500);
  }
}
