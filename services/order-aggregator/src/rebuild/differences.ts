import type { BuyerOrder, Order } from '@stamkunde/contracts';
import type { WholeBuyer } from './projection.ts';

/** What two orders say differently, in words for people: the field, what is, what should be. Empty when they are alike. */
export function differencesOfOrders(live: Order | undefined, rebuilt: Order | undefined): string[] {
  return differences(saidByOrder(live), saidByOrder(rebuilt));
}

/** The same of two buyers: what is published of them, and what it is made of, in whatever parts that is stored. */
export function differencesOfBuyers(live: WholeBuyer | undefined, rebuilt: WholeBuyer | undefined): string[] {
  return differences(saidByBuyer(live), saidByBuyer(rebuilt));
}

/** One of which nothing was ever heard is as good as none: nothing else can be made of one that should not be there. */
function saidByOrder(order: Order | undefined): object | undefined {
  if (order === undefined) return undefined;
  const { lines, buyerStatement, countryStatement, annulmentStatement } = order;
  const isHeardOf = lines.length > 0 || (buyerStatement ?? countryStatement ?? annulmentStatement) !== null;
  return isHeardOf ? { ...order, rev: 0 } : undefined;
}

function saidByBuyer(buyer: WholeBuyer | undefined): object | undefined {
  if (buyer === undefined) return undefined;
  const { totals, recent, spilled } = buyer;
  if (recent.length + spilled.length === 0) return undefined;
  const counting = [...recent, ...spilled].filter(({ counts }) => counts !== null);
  return { ...totals, rev: 0, orders: Object.fromEntries(counting.map(contribution).sort(byId)) };
}

function contribution({ orderId, counts }: BuyerOrder): [string, unknown] {
  return [orderId, counts];
}

function byId([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : Number(one > other);
}

const SHOWN_MAX = 60;

function differences(live: object | undefined, rebuilt: object | undefined): string[] {
  if (live === undefined || rebuilt === undefined) {
    if (live === rebuilt) return [];
    return [live === undefined ? 'is not there' : 'is there, and no fact speaks of it'];
  }
  const [here, there] = [live, rebuilt] as [Record<string, unknown>, Record<string, unknown>];
  // Both were read with the same schema: their fields stand in the same order.
  return [...new Set([...Object.keys(here), ...Object.keys(there)])].flatMap((field) => {
    const [is, should] = [JSON.stringify(here[field]), JSON.stringify(there[field])];
    return is === should ? [] : [`${field} is ${shown(is)}, should be ${shown(should)}`];
  });
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'nothing';
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
