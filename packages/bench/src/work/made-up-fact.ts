import { contactIdOf, factIdOf, type OrderLineFact } from '@stamkunde/contracts';

/** What differs between the facts of a made-up load. */
export interface FactPlan {
  readonly order: string;
  readonly line: string;
  /** Number of the member who buys. */
  readonly member: number;
  /** The newest version of a line wins; it also says when the line was bought. */
  readonly version: number;
  readonly quantity?: number;
}

const JANUARY = Date.UTC(2026, 0, 1);
const SITE = 'bench';

/** The contact that a number stands for. */
export const contactOf = (member: number): string => contactIdOf(SITE, addressOf(member));

const addressOf = (member: number): string => `member-${member}@customers.invalid`;

/** A line bought, as a shop tells it. */
export function madeUpFact({ order, line, member, version, quantity = 1 }: FactPlan): OrderLineFact {
  const factId = factIdOf(SITE, order, line, version);
  const occurredAt = JANUARY + version * 1_000;
  return {
    factId,
    siteId: SITE,
    orderId: order,
    type: 'LineBought',
    version: occurredAt,
    occurredAt,
    origin: 'live',
    correlationId: factId,
    lineId: line,
    cancellationId: null,
    quantity,
    productId: `S${line}`,
    productName: 'WHITE HANGING HEART T-LIGHT HOLDER',
    unitPrice: { amount: 255, scale: 2, currency: 'GBP', basis: 'gross' },
    buyer: contactOf(member),
    buyerAddress: addressOf(member),
    country: 'United Kingdom',
    reference: null,
  };
}

/** Key of the order of such a fact, on every topic. */
export const keyOf = (order: string): string => `${SITE}:${order}`;
