import { contactKey } from '@stamkunde/contracts';
import type { Purchase } from './domain/purchase.ts';
import { pairingInMemory } from './in-memory/pairing-in-memory.ts';
import { consented, did, paired, uuid } from './in-memory/site-events.ts';
import { purchasesInMemory } from './purchases-in-memory.ts';
import { placeAt, readActivity } from './read-activity.ts';

const ANNA = uuid(101);

describe('a contact’s activity', () => {
  it('is what it did and bought, newest first, in pages that end with the last', async () => {
    const { activityOf } = await system();
    const pages: unknown[][] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Awaited<ReturnType<typeof activityOf>> = await activityOf('tivoli', ANNA, {
        limit: 2,
        before: placeAt(next),
      });
      pages.push([...page.items.map((one) => (one as { type: string }).type), page.orders.length]);
      next = page.next;
    }
    expect(pages).toEqual([
      ['ProductVisited', 'LineBought', 1],
      ['LineBought', 'SessionStarted', 1],
    ]);
  });

  it('of a contact nobody has heard of is empty', async () => {
    const { activityOf } = await system();
    const nothing = { items: [], orders: [], next: null };
    expect(await activityOf('tivoli', uuid(102), { limit: 9, before: undefined })).toEqual(nothing);
  });

  it.each(['', '1', '1~x', `1.5~${ANNA}`, `${'9'.repeat(17)}~${ANNA}`])(
    'goes on from no place such as %p',
    (text) => {
      expect(placeAt(text)).toBeUndefined();
    },
  );
});

async function system() {
  const pairing = pairingInMemory();
  await pairing.hear([consented(1), did(2, { type: 'SessionStarted' }), paired(4, ANNA), did(8)]);
  const purchases = purchasesInMemory();
  await purchases.keep([bought('1', 3_000), bought('2', 5_000)]);
  expect(await purchases.newest(contactKey('tivoli', ANNA), 9)).toHaveLength(2);
  return { activityOf: readActivity({ events: pairing.events, purchases }) };
}

function bought(orderId: string, placedAt: number): Purchase {
  const line = {
    lineId: 'A1',
    quantity: 1,
    productId: null,
    productName: null,
    unitPrice: null,
    occurredAt: placedAt,
  };
  const rest = { rev: 1, buyer: ANNA, productCount: 1, totals: [], lines: [line] };
  return { siteId: 'tivoli', orderId, placedAt, ...rest };
}
