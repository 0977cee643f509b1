import { type Chance, chance } from './chance.ts';

/** A fact as a ticket office sends it to ingest, in JSON. */
export type FactSent = Readonly<Record<string, unknown>>;

/** Something that happened at the counter, and what is sent about it. */
export interface Happening {
  readonly kind: 'purchase' | 'group' | 'cancellation' | 'annulment' | 'handover' | 'repetition' | 'mistake';
  readonly facts: readonly FactSent[];
}

export interface TicketOffice {
  /** What happens next, at this moment in milliseconds since 1970. The same seed tells the same story. */
  next(now: number): Happening;
}

interface Sold {
  readonly orderId: string;
  readonly seats: string[];
}

const shows = [
  { productId: 'hamlet', productName: 'Hamlet', price: '345.00' },
  { productId: 'peer-gynt', productName: 'Peer Gynt', price: '295.00' },
  { productId: 'the-nutcracker', productName: 'The Nutcracker', price: '420.00' },
  { productId: 'la-traviata', productName: 'La Traviata', price: '515.00' },
  { productId: 'a-midsummer-nights-dream', productName: 'A Midsummer Night’s Dream', price: '265.00' },
  { productId: 'late-night-jazz', productName: 'Late Night Jazz', price: '149.50' },
] as const;

const rows = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K'] as const;

/** Orders that something may still happen to. */
const rememberedMax = 60;
const buyersMax = 400;

/** A ticket office that never closes: purchases, groups, cancellations, a repetition now and then, and mistakes. */
export function ticketOffice(seed: number): TicketOffice {
  const luck = chance(seed);
  const recent: Sold[] = [];
  let sent: readonly FactSent[] = [];
  let orders = 1_000;

  const sell = (now: number, count: number): readonly FactSent[] => {
    const orderId = `T-${++orders}`;
    const facts = purchase(luck, orderId, count, now);
    recent.push({ orderId, seats: facts.map(({ lineId }) => String(lineId)) });
    if (recent.length > rememberedMax) recent.shift();
    sent = facts;
    return facts;
  };

  return {
    next(now) {
      const at = new Date(now).toISOString();
      const about = recent[luck.between(0, Math.max(0, recent.length - 1))];
      const die = luck.fraction();
      if (about === undefined || die < 0.64)
        return { kind: 'purchase', facts: sell(now, luck.between(1, 6)) };
      if (die < 0.67) return { kind: 'group', facts: sell(now, luck.between(18, 45)) };
      if (die < 0.86) return { kind: 'cancellation', facts: cancellation(luck, about, at) };
      if (die < 0.89)
        return {
          kind: 'annulment',
          facts: [{ type: 'OrderAnnulled', orderId: about.orderId, occurredAt: at }],
        };
      if (die < 0.92) return { kind: 'handover', facts: [handover(luck, about, at)] };
      if (die < 0.97) return { kind: 'repetition', facts: sent };
      return { kind: 'mistake', facts: [mistake(luck, about, at)] };
    },
  };
}

function purchase(luck: Chance, orderId: string, count: number, now: number): FactSent[] {
  const show = luck.oneOf(shows);
  const row = luck.oneOf(rows);
  const first = luck.between(1, 30);
  const buyer = luck.happens(0.08) ? { guest: true } : addressOf(luck);
  return Array.from({ length: count }, (_, seat) => ({
    type: 'LineBought',
    orderId,
    lineId: `${row}${first + seat}`,
    quantity: 1,
    productId: show.productId,
    productName: show.productName,
    unitPrice: luck.happens(0.2) ? '95.00' : show.price,
    currency: 'DKK',
    priceBasis: 'gross',
    buyer,
    country: 'Denmark',
    occurredAt: new Date(now).toISOString(),
  }));
}

function cancellation(luck: Chance, sold: Sold, at: string): FactSent[] {
  const many = luck.happens(0.25) ? luck.between(2, 4) : 1;
  return sold.seats.splice(luck.between(0, Math.max(0, sold.seats.length - many)), many).map((lineId) => ({
    type: 'LineCancelled',
    orderId: sold.orderId,
    lineId,
    cancellationId: `refund-${lineId}`,
    occurredAt: at,
  }));
}

function handover(luck: Chance, { orderId }: Sold, at: string): FactSent {
  return { type: 'OrderDescribed', orderId, occurredAt: at, buyer: addressOf(luck) };
}

/** What programs at the counter get wrong, each with a field that ingest can name. */
function mistake(luck: Chance, { orderId }: Sold, at: string): FactSent {
  const seat = { type: 'LineBought', orderId, lineId: 'Z1', quantity: 1, occurredAt: at };
  const mistakes: readonly FactSent[] = [
    { ...seat, unitPrice: 345.1, currency: 'DKK', priceBasis: 'gross' },
    { ...seat, quantity: -1 },
    { ...seat, occurredAt: 'yesterday' },
    { ...seat, buyer: { email: 'not an address' } },
  ];
  return luck.oneOf(mistakes) ?? seat;
}

/** Few people buy often, many buy once. */
function addressOf(luck: Chance): { email: string } {
  const number = Math.floor(luck.fraction() ** 2 * buyersMax) + 1;
  return { email: `visitor-${number}@example.org` };
}
