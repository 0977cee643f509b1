import { formatDecimal, type Money } from '@stamkunde/contracts';
import { moment } from './moment.ts';
import type { Purchase } from './purchase.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** Lines of one order that are shown; it says itself how many there are. */
const LINES_SHOWN_MAX = 500;

/** Something a contact did, or an order it has placed. */
export type Entry = { readonly event: RecordedEvent } | { readonly purchase: Purchase };

/** A page of a contact's activity for people: an item for each event and each line, and the orders the lines belong to. */
export function explainedActivity(entries: readonly Entry[], next: string | null) {
  return {
    items: entries.flatMap<object>((entry) =>
      'event' in entry ? [deed(entry.event)] : lines(entry.purchase),
    ),
    orders: entries.flatMap((entry) => ('event' in entry ? [] : order(entry.purchase))),
    next,
  };
}

function deed({ event, attribution }: RecordedEvent) {
  const { type, occurredAt, factId, visitorId, sessionId, productId, productName } = event;
  const { categoryId, categoryName, basketId, count, orderId } = event;
  return {
    type,
    occurredAt: moment(occurredAt),
    factId,
    visitorId,
    pairedBy: attribution.state === 'attributed' ? attribution.pairedBy : null,
    sessionId,
    productId,
    productName,
    categoryId,
    categoryName,
    basketId,
    count,
    orderId,
  };
}

function lines({ orderId, lines: all }: Purchase) {
  return all
    .slice(0, LINES_SHOWN_MAX)
    .map(({ lineId, quantity, productId, productName, unitPrice, occurredAt }) => ({
      type: 'LineBought',
      occurredAt: moment(occurredAt),
      orderId,
      lineId,
      quantity,
      productId,
      productName,
      unitPrice: unitPrice && readable(unitPrice),
    }));
}

function order({ orderId, rev, placedAt, productCount, totals, lines: all }: Purchase) {
  return {
    orderId,
    rev,
    placedAt: placedAt === null ? null : moment(placedAt),
    lineCount: all.length,
    productCount,
    totals: totals.map(readable),
  };
}

function readable({ amount, scale, currency, basis }: Money) {
  return { amount: formatDecimal(amount, scale), currency, basis };
}
