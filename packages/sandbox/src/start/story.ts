import type { FactSent } from '../demo/ticket-office.ts';

/** One moment of the story. */
export interface Step {
  readonly title: string;
  /** What was seen, once it was seen. */
  readonly seen: string | undefined;
}

/** Five seats in one order, one of them cancelled. */
export interface Story {
  readonly orderId: string;
  readonly seats: readonly string[];
  readonly cancelledSeat: string;
  readonly purchase: readonly FactSent[];
  readonly cancellation: readonly FactSent[];
  /** Address of the buyer, who buys nothing else. */
  readonly buyer: string;
}

const seatCount = 5;

/** @param number which telling it is: each has an order and a buyer of its own */
export function fiveSeats(number: number, now: number): Story {
  const orderId = `FIVE-${number}`;
  const buyer = `five-seats-${number}@example.org`;
  const seats = Array.from({ length: seatCount }, (_, seat) => `C${11 + seat}`);
  const cancelledSeat = 'C13';
  const purchase = seats.map((lineId) => ({
    type: 'LineBought',
    orderId,
    lineId,
    quantity: 1,
    productId: 'hamlet',
    productName: 'Hamlet',
    unitPrice: '345.00',
    currency: 'DKK',
    priceBasis: 'gross',
    buyer: { email: buyer },
    country: 'Denmark',
    occurredAt: new Date(now).toISOString(),
  }));
  const cancellation = [
    {
      type: 'LineCancelled',
      orderId,
      lineId: cancelledSeat,
      cancellationId: `refund-${cancelledSeat}`,
      occurredAt: new Date(now + 1_000).toISOString(),
    },
  ];
  return { orderId, seats, cancelledSeat, purchase, cancellation, buyer };
}
