import type { OrderLineFact } from '@stamkunde/contracts';
import { type BuyerDocument, contribute, newBuyer, totalsOf } from '../baseline/buyer-document.ts';
import { apply, newOrder, type OrderDocument, snapshotOf } from '../baseline/order-document.ts';
import { type EndState, endOfOrder, endOfTotals, endStateOf, faultsOf } from './end-state.ts';
import { shuffled } from './random.ts';
import { retailFacts } from './retail-facts.ts';

/** What the documents of a baseline come to after these facts. */
function folded(facts: readonly OrderLineFact[]): EndState {
  const orders = new Map<string, OrderDocument>();
  const buyers = new Map<string, BuyerDocument>();
  for (const fact of facts) {
    const order = orders.get(`${fact.siteId}:${fact.orderId}`) ?? newOrder(fact);
    orders.set(order._id, order);
    apply(order, fact);
  }
  for (const order of orders.values()) {
    const { siteId, orderId, rev, buyer: contactId, placedAt, productCount, totals } = snapshotOf(order);
    if (contactId === null) continue;
    const buyer = buyers.get(contactId) ?? newBuyer({ siteId, contactId });
    buyers.set(contactId, buyer);
    const counts = placedAt === null ? null : { placedAt, productCount, values: totals };
    contribute(buyer, { orderId, rev, counts });
  }
  return {
    orders: new Map([...orders].map(([key, order]) => [key, endOfOrder(snapshotOf(order))])),
    totals: new Map([...buyers].map(([key, buyer]) => [key, endOfTotals(totalsOf(buyer))])),
  };
}

describe('what a history comes to', () => {
  let facts: readonly OrderLineFact[];
  let expected: EndState;
  beforeAll(async () => {
    ({ facts } = await retailFacts(5_000, 1));
    expected = endStateOf(facts);
  });

  it('is what the baselines come to, whatever the order of arrival, and with each fact twice', () => {
    expect(faultsOf(expected, folded(facts), 'folded')).toEqual([]);
    expect(faultsOf(expected, folded(shuffled([...facts, ...facts], 1)), 'folded')).toEqual([]);
  });

  it('is not what comes of it when one fact is lost', () => {
    expect(faultsOf(expected, folded(facts.slice(1)), 'folded')).not.toEqual([]);
  });
});
