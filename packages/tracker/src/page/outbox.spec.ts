import { bundled } from '../bundle/bundled.ts';
import { type GivenPage, givenAt, givenPage, type PageOptions } from '../given-page.ts';

let source: string;
beforeAll(async () => {
  source = await bundled();
});

async function agreedPage(options?: PageOptions): Promise<GivenPage> {
  const page = givenPage(source, options);
  page.stamkunde.init('demo');
  page.stamkunde.consent({ analytics: true, marketing: true });
  await page.pass(1_000);
  page.sent.length = 0;
  return page;
}

const products = (page: GivenPage) => page.events().map(({ productId }) => productId);

describe('what is sent', () => {
  it('gathers for a moment, and goes in one message', async () => {
    const page = await agreedPage();
    for (const productId of ['a', 'b', 'c']) page.stamkunde.visit({ productId });
    await page.pass(1_000);
    expect(page.sent).toHaveLength(1);
    expect(products(page)).toEqual(['a', 'b', 'c']);
  });

  it('does not wait for a page that never rests', async () => {
    const page = await agreedPage();
    for (let number = 0; number < 10; number++) {
      page.stamkunde.visit({ productId: String(number) });
      await page.pass(100);
    }
    expect(page.sent.length).toBeGreaterThan(3);
  });

  it('is sent again, the same by its id, less and less often, until it is answered', async () => {
    const page = await agreedPage();
    page.answers(503);
    page.stamkunde.visit({ productId: 'a' });
    await page.pass(60_000);
    const tries = page.sent.length;
    expect(tries).toBeGreaterThan(4);
    expect(tries).toBeLessThan(9);
    expect(new Set(page.events().map(({ id }) => id)).size).toBe(1);
    page.answers(202);
    await page.pass(300_000);
    expect(page.sent).toHaveLength(tries + 1);
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(tries + 1);
  });

  it.each([429, 408, 500, undefined])('is kept when the answer is %s', async (status) => {
    const page = await agreedPage();
    page.answers(status);
    page.stamkunde.visit({ productId: 'a' });
    await page.pass(3_000);
    expect(page.sent.length).toBeGreaterThan(1);
  });

  it.each([202, 207, 403, 422])(
    'is let go when the answer is %s: it would not be another one',
    async (status) => {
      const page = await agreedPage();
      page.answers(status);
      page.stamkunde.visit({ productId: 'a' });
      await page.pass(60_000);
      expect(page.sent).toHaveLength(1);
    },
  );

  it('waits without a network, without trying, and goes out with it', async () => {
    const page = await agreedPage();
    page.isOnline(false);
    page.stamkunde.visit({ productId: 'a' });
    await page.pass(60_000);
    expect(page.sent).toEqual([]);
    page.isOnline(true);
    await page.tell('online');
    expect(products(page)).toEqual(['a']);
  });

  it('goes with the last breath of the page, and once more from the next one, which hears the answer', async () => {
    const storage = new Map<string, string>();
    const page = await agreedPage({ storage });
    page.stamkunde.pair('anna@example.org', 'continue_to_payment');
    await page.tell('pagehide');
    expect(page.sent).toMatchObject([{ by: 'beacon', events: [{ type: 'VisitorPaired' }] }]);
    const next = givenPage(source, { storage, startsAt: givenAt + 5_000 });
    next.stamkunde.init('demo');
    await next.pass(1_000);
    expect(next.events().map(({ id }) => id)).toEqual(page.events().map(({ id }) => id));
    expect([...storage.keys()]).toEqual(['stamkunde.demo.v']);
  });

  it('goes on in a page that comes back in the middle of a message', async () => {
    const page = await agreedPage();
    page.answers(undefined);
    page.stamkunde.visit({ productId: 'a' });
    await page.pass(300);
    page.answers(202);
    await page.tell('pagehide');
    await page.tell('pageshow', { persisted: true });
    await page.pass(1_000);
    expect(products(page)).toContain('a');
    page.sent.length = 0;
    await page.pass(600_000);
    expect(page.sent).toEqual([]);
  });
});

describe('what waits', () => {
  it('has a bound, behind which the oldest goes, but never what was said about consent', async () => {
    const page = givenPage(source);
    page.answers(undefined);
    page.stamkunde.init('demo');
    page.stamkunde.consent({ analytics: true });
    for (let number = 0; number < 300; number++) page.stamkunde.visit({ productId: String(number) });
    await page.pass(1_000);
    page.sent.length = 0;
    page.answers(202);
    await page.tell('online');
    await page.pass(1_000);
    expect(page.events()).toHaveLength(200);
    expect(page.types()[0]).toBe('ConsentStated');
    expect(products(page).at(-1)).toBe('299');
  });

  it.each([
    ['50 events, however small', '', 3],
    ['64 KiB, however few', '€'.repeat(500), 5],
  ])('leaves in messages of at most %s, in its order', async (_what, productName, messages) => {
    const page = await agreedPage();
    page.isOnline(false);
    for (let number = 0; number < 120; number++)
      page.stamkunde.visit({ productId: String(number), productName });
    page.isOnline(true);
    await page.tell('online');
    await page.pass(1_000);
    expect(products(page)).toEqual(Array.from({ length: 120 }, (_, number) => String(number)));
    expect(page.sent).toHaveLength(messages);
    for (const { events } of page.sent) {
      expect(events.length).toBeLessThanOrEqual(50);
      expect(Buffer.byteLength(JSON.stringify({ webdriver: false, events }))).toBeLessThan(65_536);
    }
  });

  it('leaves one message at a time, and nothing twice while an answer is on its way', async () => {
    const page = await agreedPage();
    page.answers(202, 5_000);
    for (const productId of ['a', 'b', 'c']) {
      page.stamkunde.visit({ productId });
      await page.pass(1_000);
    }
    await page.pass(20_000);
    expect(page.sent.map(({ events }) => events.length)).toEqual([1, 2]);
    expect(products(page)).toEqual(['a', 'b', 'c']);
  });
});
