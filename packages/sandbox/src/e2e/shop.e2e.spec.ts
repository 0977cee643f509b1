import { contactIdOf, type SiteEvent } from '@stamkunde/contracts';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { givenBrowser } from './given-browser.ts';
import { type GivenShop, givenShop } from './given-shop.ts';

const timeoutMs = 120_000;
const patience = { timeoutMs: 20_000 };
const show = '/shows/maaneskin-over-mols';
const seats = ['B3', 'B4', 'B5', 'C5', 'C6'];

/** A browser on a busy machine takes its time. */
const inTime = (name: string, run: () => Promise<void>) => it(name, run, timeoutMs);

let given: GivenShop;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Requests of the page to ingest, as `GET /v1/tracker.js`. */
let asked: string[];
/** Policies of the page that something has run against, and errors in it. */
let complaints: string[];

beforeAll(async () => {
  given = await givenShop(stackFromEnv(), `${uniqueName('shop')}-`);
  browser = await givenBrowser();
}, timeoutMs);

afterAll(async () => {
  await browser?.close();
  await given?.end();
}, timeoutMs);

beforeEach(async () => {
  context = await browser.newContext({ baseURL: given.shop.url });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  asked = [];
  complaints = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === given.ingestUrl) asked.push(`${request.method()} ${url.pathname}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|integrity|CORS/.test(message.text())) complaints.push(message.text());
  });
});

afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

// What runs in the page is given as text: it knows nothing of this file, and this file nothing of browsers.
const visitorId = () => page.evaluate<string | undefined>('window.stamkunde?.visitorId()');

/** The events of a visitor that have arrived, each once, in the order in which they happened. */
function eventsOf(visitor: string | undefined): SiteEvent[] {
  const own = given.arrived.siteEvents.filter((event) => event.visitorId === visitor);
  const once = new Map(own.map((event) => [event.factId, event]));
  return [...once.values()].sort((a, b) => a.occurredAt - b.occurredAt);
}

const typesOf = (visitor: string | undefined) => eventsOf(visitor).map(({ type }) => type);

async function accept(): Promise<string> {
  await page.click('#cookies-accept');
  return eventually(async () => {
    const id = await visitorId();
    if (id === undefined) throw new Error('nobody yet');
    return id;
  });
}

async function chooseSeats(chosen: readonly string[] = seats): Promise<void> {
  for (const seat of chosen) await page.check(`input[value=${seat}]`, { force: true });
  await page.click('text=Put into basket');
}

async function buy(email: string): Promise<string> {
  await page.click('text=To the checkout');
  await page.fill('[name=email]', email);
  await page.fill('[name=name]', 'Anna Holm');
  await page.check('[name=newsletter]');
  await page.check('[name=terms]');
  await page.click('text=Continue to payment');
  await page.click('button:has-text("Pay ")');
  await page.waitForURL('**/orders/*');
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** What the page has left in the browser; the answer to the banner and the shop's own basket need no consent. */
async function traces(): Promise<unknown> {
  const kept = await page.evaluate<string[]>('[localStorage, sessionStorage].flatMap(Object.keys)');
  const cookies = (await context.cookies()).map(({ name }) => name);
  return [...kept, ...cookies.filter((name) => !['cookie-choice', 'lanternen'].includes(name))];
}

describe('without consent', () => {
  inTime('BIL-54 nothing is asked of ingest and nothing kept, before the answer and after a no', async () => {
    const before = given.arrived.siteEvents.length;
    await page.goto('/');
    await page.goto(show);
    expect(asked).toEqual([]);
    await page.click('#cookies-refuse');
    await chooseSeats(['D1']);
    await page.goto('/login');
    await page.fill('[name=email]', 'nobody@example.org');
    await page.click('button:has-text("Log in")');
    await page.goto('/basket');
    await buy('nobody@example.org');
    expect(asked).toEqual([]);
    expect(await traces()).toEqual([]);
    expect(given.arrived.siteEvents).toHaveLength(before);
  });

  inTime('the script itself says and keeps nothing, whatever is called', async () => {
    await page.goto('/');
    await page.addScriptTag({ url: `${given.ingestUrl}/v1/tracker.js` });
    await page.evaluate(`
      stamkunde.init('demo');
      stamkunde.visit({ productId: 'x' });
      stamkunde.pair('nobody@example.org', 'login');
    `);
    await page.goto(show);
    expect(asked).toEqual(['GET /v1/tracker.js']);
    expect(await traces()).toEqual([]);
  });
});

describe('with consent', () => {
  inTime('BIL-41 BIL-42 BIL-43 BIL-44 what is done arrives, in its order, through all pages', async () => {
    await page.goto(show);
    const visitor = await accept();
    await chooseSeats();
    await page.click('[aria-label="Remove seat B3"]');
    const orderNo = await buy('anna@example.org');
    await eventually(() => {
      expect(typesOf(visitor)).toEqual([
        'ConsentStated',
        'SessionStarted',
        'ProductVisited',
        'BasketAdded',
        'BasketRemoved',
        'VisitorPaired',
        'BasketPurchased',
      ]);
    }, patience);
    const events = eventsOf(visitor);
    expect(events[0]).toMatchObject({ analytics: true, marketing: true, textVersion: '2026-01' });
    expect(events[2]).toMatchObject({ productId: 'maaneskin-over-mols', categoryId: 'drama' });
    expect(events[3]).toMatchObject({ count: 5 });
    expect(events.at(-1)).toMatchObject({ orderId: orderNo });
    expect(new Set(events.slice(1).map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(events.every(({ isBot }) => isBot === true)).toBe(true);
  });

  inTime('BIL-53 BIL-54 logging in pairs, and the shop vouches for it', async () => {
    await page.goto('/');
    const visitor = await accept();
    await page.click('text=Log in');
    await page.fill('[name=email]', ' Anna@Example.org');
    await page.click('button:has-text("Log in")');
    await eventually(() => {
      expect(eventsOf(visitor).at(-1)).toMatchObject({
        type: 'VisitorPaired',
        trigger: 'login',
        proof: 'signed',
        contactId: contactIdOf(given.siteId, 'anna@example.org'),
      });
    }, patience);
  });

  inTime('BIL-54 pressing "Continue to payment" pairs, as a page alone can say it', async () => {
    await page.goto(show);
    const visitor = await accept();
    await chooseSeats(['E3']);
    await buy('bo@example.org');
    await eventually(() => {
      expect(eventsOf(visitor).find(({ type }) => type === 'VisitorPaired')).toMatchObject({
        trigger: 'continue_to_payment',
        proof: 'unsigned',
        contactId: contactIdOf(given.siteId, 'bo@example.org'),
      });
    }, patience);
  });

  inTime('what is done offline arrives once there is a network, on whatever page', async () => {
    await page.goto(show);
    const visitor = await accept();
    await eventually(() => expect(typesOf(visitor)).toHaveLength(3), patience);
    await context.setOffline(true);
    await page.evaluate(`stamkunde.visit({ productId: 'seen-offline' })`);
    expect(typesOf(visitor)).toHaveLength(3);
    await context.setOffline(false);
    await eventually(() => expect(eventsOf(visitor).at(-1)?.productId).toBe('seen-offline'), patience);
  });

  // This Chromium has no window to bring a page back into, so that the return itself is told to the page by hand. What it
  // says of the page is real: nothing on it stands in the way.
  inTime('a page is fit for the back-forward cache, and looked at again when it comes back', async () => {
    const reasons: { readonly type: string }[] = [];
    const session = await context.newCDPSession(page);
    session.on('Page.backForwardCacheNotUsed', (event) => reasons.push(...event.notRestoredExplanations));
    await session.send('Page.enable');
    await page.goto(show);
    const visitor = await accept();
    await eventually(() => expect(typesOf(visitor)).toHaveLength(3), patience);
    await page.evaluate(`
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    `);
    await eventually(() => {
      expect(eventsOf(visitor).map(({ productId }) => productId)).toEqual([
        null,
        null,
        'maaneskin-over-mols',
        'maaneskin-over-mols',
      ]);
    }, patience);
    await page.click('a.brand');
    await page.goBack();
    await eventually(() => expect(reasons.length).toBeGreaterThan(0), patience);
    expect(reasons.filter(({ type }) => type !== 'Circumstantial')).toEqual([]);
  });

  inTime('where storage is blocked, a page says what it can', async () => {
    await context.addInitScript(`
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    `);
    await page.goto(show);
    const visitor = await accept();
    await eventually(
      () => expect(typesOf(visitor)).toEqual(['ConsentStated', 'SessionStarted', 'ProductVisited']),
      patience,
    );
  });

  inTime('withdrawn, it says so as its last word, and nothing is left', async () => {
    await page.goto(show);
    const visitor = await accept();
    await eventually(() => expect(typesOf(visitor)).toHaveLength(3), patience);
    await page.click('#cookie-settings');
    await page.click('#cookies-refuse');
    await eventually(() => expect(eventsOf(visitor).at(-1)).toMatchObject({ marketing: false }), patience);
    asked.length = 0;
    await page.goto('/');
    await page.goto(show);
    expect(asked).toEqual([]);
    expect(await traces()).toEqual([]);
    expect(typesOf(visitor)).toHaveLength(4);
  });
});

inTime('BIL-39 a page made for heycommerce is heard once the address of its script is ours', async () => {
  const address = `${given.ingestUrl}/v1/tracker.js?site=${given.siteId}&consent=given`;
  const body = `<!doctype html><title>Old</title>
    <script>
      let BiTrackingLoaded = function (calls) {
        calls.initialize('key-of-another-system', '45', '12345');
        calls.visit('show-7', '', '');
        calls.addToBasket('show-7', '2', '4', 'basket-1', 'Drama');
        calls.pairEmail('dora@example.org');
      };
    </script>
    <script src="${address.replace('&', '&amp;')}"></script>`;
  await page.route('**/old-page', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('/old-page');
  const visitor = await visitorId();
  await eventually(() => {
    expect(eventsOf(visitor)).toMatchObject([
      { type: 'ConsentStated', analytics: true, marketing: true },
      { type: 'SessionStarted' },
      { type: 'ProductVisited', productId: 'show-7', categoryId: null },
      { type: 'BasketAdded', count: 2, categoryName: 'Drama' },
      { type: 'VisitorPaired', contactId: contactIdOf(given.siteId, 'dora@example.org') },
    ]);
  }, patience);
});

inTime(
  'BIL-46 BIL-47 BIL-50 BIL-51 five seats are five lines of one order, and one cancelled takes back its own',
  async () => {
    await page.goto(show);
    await page.click('#cookies-refuse');
    await chooseSeats();
    const orderNo = await buy('carl@example.org');
    await page.click('[aria-label="Cancel seat B4"]');
    await page.waitForSelector('.is-cancelled');
    const ofOrder = () => given.arrived.orderLines.filter(({ orderId }) => orderId === orderNo);
    await eventually(() => expect(ofOrder()).toHaveLength(6), patience);
    const bought = ofOrder().filter(({ type }) => type === 'LineBought');
    expect(bought.map(({ lineId }) => lineId)).toEqual(seats.map((seat) => `maaneskin-over-mols:${seat}`));
    expect(bought[0]?.unitPrice).toEqual({ amount: 29500, scale: 2, currency: 'DKK', basis: 'gross' });
    expect(ofOrder().filter(({ type }) => type === 'LineCancelled')).toMatchObject([
      { lineId: 'maaneskin-over-mols:B4', quantity: null },
    ]);
    const contactId = contactIdOf(given.siteId, 'carl@example.org');
    const { customers, permissionStatements } = given.arrived;
    await eventually(() => {
      expect(customers.filter((one) => one.contactId === contactId)).toMatchObject([{ name: 'Anna Holm' }]);
      expect(
        permissionStatements
          .filter((one) => one.contactId === contactId)
          .map(({ purpose, state }) => [purpose, state]),
      ).toEqual([
        ['product-related', 'refused'],
        ['newsletter', 'granted'],
      ]);
    }, patience);
  },
);
