import { bundled } from '../bundle/bundled.ts';
import { givenAt, givenPage, type PageOptions } from '../given-page.ts';

let source: string;
beforeAll(async () => {
  source = await bundled();
});

const open = (options?: PageOptions) => givenPage(source, options);
const agreed = { analytics: true, marketing: true, textVersion: '2026-01' };
const refused = { analytics: false, marketing: false };
const minutes = (number: number) => number * 60_000;

/** A page whose visitor has agreed, with that on its way. */
async function agreedPage(options?: PageOptions) {
  const page = open(options);
  page.stamkunde.init('demo');
  page.stamkunde.consent(agreed);
  await page.pass(1_000);
  return page;
}

describe('before somebody agrees', () => {
  it('nothing is sent, and nothing kept, whatever is called', async () => {
    const storage = new Map<string, string>();
    const page = open({ storage });
    const { stamkunde } = page;
    stamkunde.visit({ productId: 'early' });
    stamkunde.init('demo');
    stamkunde.visit({ productId: 'show-7' });
    stamkunde.addToBasket({ productId: 'show-7', count: 5 });
    stamkunde.removeFromBasket({ productId: 'show-7' });
    stamkunde.purchased({ orderId: 'T-1' });
    stamkunde.pair('anna@example.org', 'login');
    stamkunde.heartbeat();
    stamkunde.consent(refused);
    await page.pass(minutes(60));
    await page.tell('pagehide');
    await page.tell('pageshow', { persisted: true });
    await page.tell('online');
    expect(page.sent).toEqual([]);
    expect(storage.size).toBe(0);
    expect(stamkunde.visitorId()).toBeUndefined();
  });

  it('what is shown counts from the moment on in which it may; what was done before does not', async () => {
    const page = open();
    page.stamkunde.init('demo');
    page.stamkunde.visit({ productId: 'show-7' });
    page.stamkunde.addToBasket({ productId: 'show-7' });
    await page.pass(minutes(1));
    page.stamkunde.consent(agreed);
    await page.pass(1_000);
    expect(page.types()).toEqual(['ConsentStated', 'SessionStarted', 'ProductVisited']);
    const moments = page.events().map(({ occurredAt }) => Date.parse(String(occurredAt)));
    expect(moments).toEqual([0, 1, 2].map((after) => givenAt + minutes(1) + after));
  });
});

describe('once somebody has agreed', () => {
  it('BIL-41 BIL-42 BIL-43 BIL-44 says what happens, as text and without cookies, to the site of its script', async () => {
    const page = await agreedPage();
    const { stamkunde } = page;
    stamkunde.visit({
      productId: 'show-7',
      productName: 'Nora',
      categoryId: '',
      categoryName: undefined as never,
    });
    stamkunde.addToBasket({ productId: 'show-7', count: 5, basketId: 'b-1' });
    stamkunde.removeFromBasket({ productId: 'show-7', count: 1 });
    stamkunde.purchased({ orderId: 'T-1' });
    await page.pass(1_000);
    expect(page.events()[0]).not.toHaveProperty('sessionId');
    const { visitorId, sessionId } = page.events()[1] ?? {};
    expect(page.events().slice(2)).toMatchObject([
      { type: 'ProductVisited', productId: 'show-7', productName: 'Nora', visitorId, sessionId },
      { type: 'BasketAdded', productId: 'show-7', count: 5, basketId: 'b-1', visitorId, sessionId },
      { type: 'BasketRemoved', productId: 'show-7', count: 1, visitorId, sessionId },
      { type: 'BasketPurchased', orderId: 'T-1', visitorId, sessionId },
    ]);
    expect(page.events()[2]).not.toHaveProperty('categoryId');
    expect(page.sent[0]).toMatchObject({
      url: 'https://ingest.example/v1/sites/demo/browser-events',
      credentials: 'omit',
      contentType: undefined,
    });
  });

  it('BIL-53 BIL-54 says who it is, with what the server vouches for, if it may be tied to a person', async () => {
    const page = await agreedPage();
    page.stamkunde.pair('anna@example.org', 'login', {
      signature: 'ab',
      at: '2026-03-01T12:00:00Z',
      customerId: 'c-1',
    });
    await page.pass(1_000);
    expect(page.events().at(-1)).toMatchObject({
      type: 'VisitorPaired',
      email: 'anna@example.org',
      trigger: 'login',
      signature: 'ab',
      signedAt: '2026-03-01T12:00:00Z',
      customerId: 'c-1',
    });
    page.stamkunde.consent({ marketing: false });
    page.stamkunde.pair('anna@example.org', 'login');
    await page.pass(1_000);
    expect(page.events().at(-1)).toMatchObject({ type: 'ConsentStated', marketing: false });
    expect(page.events().at(-1)).not.toHaveProperty('analytics');
  });

  it('keeps visitor and visit from page to page, and says an agreement once', async () => {
    const storage = new Map<string, string>();
    const first = await agreedPage({ storage });
    const second = open({ storage, startsAt: givenAt + minutes(5) });
    second.stamkunde.init('demo');
    second.stamkunde.consent(agreed);
    second.stamkunde.visit();
    await second.pass(1_000);
    expect(second.types()).toEqual(['ProductVisited']);
    const { visitorId, sessionId } = first.events().at(-1) ?? {};
    expect(second.events()[0]).toMatchObject({ visitorId, sessionId });
    expect(second.stamkunde.visitorId()).toBe(visitorId);
  });

  it('begins a new visit after so many quiet minutes as it was told, and a heartbeat breaks the quiet', async () => {
    const page = open();
    page.stamkunde.init('demo', 10);
    page.stamkunde.consent(agreed);
    await page.pass(minutes(9));
    page.stamkunde.heartbeat();
    await page.pass(minutes(9));
    page.stamkunde.visit();
    await page.pass(minutes(11));
    page.stamkunde.visit();
    await page.pass(1_000);
    expect(page.types()).toEqual([
      'ConsentStated',
      'SessionStarted',
      'ProductVisited',
      'SessionStarted',
      'ProductVisited',
    ]);
    expect(
      new Set(
        page
          .events()
          .map(({ sessionId }) => sessionId)
          .filter(Boolean),
      ).size,
    ).toBe(2);
  });

  it('counts a page that comes back from the back-forward cache as looked at again', async () => {
    const page = await agreedPage();
    page.stamkunde.visit({ productId: 'show-7' });
    await page.pass(1_000);
    await page.tell('pageshow', { persisted: true });
    await page.tell('pageshow', { persisted: false });
    await page.pass(1_000);
    expect(page.types().slice(2)).toEqual(['ProductVisited', 'ProductVisited']);
  });

  it.each(['wholly', 'for writing'] as const)(
    'works as long as the page does where storage is blocked %s',
    async (blocked) => {
      const page = await agreedPage({ blocked });
      page.stamkunde.visit({ productId: 'show-7' });
      await page.pass(1_000);
      expect(page.types()).toEqual(['ConsentStated', 'SessionStarted', 'ProductVisited']);
      expect(new Set(page.events().map(({ visitorId }) => visitorId)).size).toBe(1);
      page.stamkunde.consent(refused);
      await page.pass(1_000);
      expect(page.stamkunde.visitorId()).toBeUndefined();
    },
  );
});

describe('once somebody withdraws it', () => {
  it('says so as its last word, and forgets the visitor', async () => {
    const storage = new Map<string, string>();
    const page = await agreedPage({ storage });
    const { visitorId } = page.events()[0] ?? {};
    page.stamkunde.consent(refused);
    page.stamkunde.visit({ productId: 'show-8' });
    page.stamkunde.pair('anna@example.org', 'login');
    await page.pass(minutes(1));
    await page.tell('pagehide');
    expect(page.events().at(-1)).toMatchObject({ type: 'ConsentStated', ...refused, visitorId });
    expect(page.types()).toHaveLength(3);
    expect(storage.size).toBe(0);
    page.stamkunde.consent(agreed);
    await page.pass(1_000);
    expect(page.events().at(-1)?.['visitorId']).not.toBe(visitorId);
  });

  it('lets go what was not sent yet, and still says so when it was offline, on the next page', async () => {
    const storage = new Map<string, string>();
    const page = await agreedPage({ storage });
    page.isOnline(false);
    page.stamkunde.visit({ productId: 'show-7' });
    page.stamkunde.pair('anna@example.org', 'login');
    page.stamkunde.consent(refused);
    await page.pass(minutes(1));
    expect([...storage.values()].join()).not.toContain('anna');
    const next = open({ storage, startsAt: givenAt + minutes(5) });
    next.stamkunde.init('demo');
    await next.pass(1_000);
    expect(next.events()).toMatchObject([{ type: 'ConsentStated', ...refused }]);
    expect(storage.size).toBe(0);
  });

  it('is heard in every page of the site', async () => {
    const storage = new Map<string, string>();
    const one = await agreedPage({ storage });
    const other = open({ storage });
    other.stamkunde.init('demo');
    one.stamkunde.consent(refused);
    other.stamkunde.visit({ productId: 'show-7' });
    await other.pass(minutes(1));
    expect(other.sent).toEqual([]);
  });
});

describe('BIL-39 switched from heycommerce by the address of the script', () => {
  const calls = `
    let BiTrackingLoaded = function (BiTracking) {
      window.hlt = BiTracking;
      BiTracking.initialize('their-key', '30', '12345');
      window.hlt.visit('', '', '');
      window.hlt.visit('show-7', '4', 'Drama');
      window.hlt.addToBasket('show-7', '2', '4', 'b-1', 'Drama');
      window.hlt.removeFromBasket('show-7');
      window.hlt.purchasedBasket();
      window.hlt.heartbeat();
      window.hlt.pairEmail('anna@example.org');
    };`;
  const address = 'https://ingest.example/v1/tracker.js?site=demo';

  it('a page calls as it always has', async () => {
    const page = open({ inline: calls, src: `${address}&consent=given` });
    await page.pass(1_000);
    expect(page.sent[0]?.url).toBe('https://ingest.example/v1/sites/demo/browser-events');
    expect(page.events()).toMatchObject([
      { type: 'ConsentStated', analytics: true, marketing: true },
      { type: 'SessionStarted' },
      { type: 'ProductVisited' },
      { type: 'ProductVisited', productId: 'show-7', categoryId: '4', categoryName: 'Drama' },
      { type: 'BasketAdded', productId: 'show-7', count: 2, basketId: 'b-1' },
      { type: 'BasketRemoved', productId: 'show-7' },
      { type: 'BasketPurchased' },
      { type: 'VisitorPaired', email: 'anna@example.org', trigger: 'pair_email' },
    ]);
    expect(page.events()[2]).not.toHaveProperty('productId');
  });

  it('and says nothing, unless its address says that it asks before it loads the script', async () => {
    const page = open({ inline: calls, src: address });
    await page.pass(1_000);
    expect(page.sent).toEqual([]);
    page.stamkunde.consent(agreed);
    await page.pass(1_000);
    expect(page.types()).toEqual(['ConsentStated', 'SessionStarted', 'ProductVisited']);
  });
});
