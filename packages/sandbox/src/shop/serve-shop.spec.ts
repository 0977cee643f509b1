import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rawRequest } from '@stamkunde/testing';
import { type Shop, serveShop } from './serve-shop.ts';

interface Message {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the shop has pushed to a stand-in of ingest. */
let pushed: Message[] = [];
let ingest: Server;
let shop: Shop;

beforeAll(async () => {
  ingest = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      if (request.method === 'POST') pushed.push(JSON.parse(text) as Message);
      response.end(JSON.stringify({ script: '/v1/tracker.js', integrity: 'sha384-x' }));
    });
  });
  await new Promise<void>((resolve) => ingest.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(ingest.address() as AddressInfo).port}`;
  shop = await serveShop({
    ingest: { url, siteId: 'demo', apiKey: 'key' },
    pairingKey: 'a-key-for-pairings',
    port: 0,
  });
});
beforeEach(() => {
  pushed = [];
});
afterAll(async () => {
  await shop.close();
  ingest.closeAllConnections();
  await new Promise((resolve) => ingest.close(resolve));
});

/** Somebody with a browser that knows no scripts. */
function customer() {
  let cookie = '';
  return async function ask(path: string, form?: Record<string, string> | [string, string][]) {
    const response = await fetch(shop.url + path, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie, connection: 'close' },
      redirect: 'manual',
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const { status, headers } = response;
    return { status, headers, location: headers.get('location') ?? '', text: await response.text() };
  };
}

const hostile = '"><script>alert(1)</script>';

async function bought(ask: ReturnType<typeof customer>): Promise<string> {
  await ask('/basket', [
    ['show', 'nattog-til-hirtshals'],
    ['seat', 'A1'],
    ['seat', 'A2'],
    ['seat', 'C4'],
  ]);
  await ask('/checkout', {
    email: 'anna@example.org',
    name: hostile,
    phone: hostile,
    newsletter: 'on',
    terms: 'on',
  });
  return (await ask('/payment', {})).location;
}

it('sells without scripts, and pushes a line for each seat and an answer for each box', async () => {
  const ask = customer();
  expect(await bought(ask)).toMatch(/^\/orders\/SHOP-/);
  expect(pushed).toMatchObject([
    {
      type: 'purchase.completed',
      data: {
        consents: { related10_2: false, newsletter: true, terms: true },
        currency: 'DKK',
        lines: [
          { lineId: 'nattog-til-hirtshals:A1', priceInclVat: '185.00' },
          { lineId: 'nattog-til-hirtshals:A2', priceInclVat: '185.00' },
        ],
      },
    },
  ]);
});

it('takes back a seat once, for who bought it and nobody else', async () => {
  const ask = customer();
  const order = await bought(ask);
  const ticket = { ticket: 'nattog-til-hirtshals:A1' };
  const stranger = customer();
  expect((await stranger(order)).status).toBe(404);
  expect((await stranger(`${order}/cancel`, ticket)).status).toBe(404);
  await ask(`${order}/cancel`, { ticket: 'nattog-til-hirtshals:E9' });
  expect(pushed).toHaveLength(1);
  await ask(`${order}/cancel`, ticket);
  await ask(`${order}/cancel`, ticket);
  expect(pushed.slice(1)).toMatchObject([{ type: 'ticket.cancelled', data: { lineId: ticket.ticket } }]);
  expect((await ask(order)).text).toContain('cancelled');
});

it('shows what somebody wrote as text, under a policy that would not run it', async () => {
  const ask = customer();
  const { text, headers } = await ask(await bought(ask));
  expect(text).toContain('&#34;&#62;&#60;script&#62;');
  expect(text).not.toContain('<script>');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(text).not.toMatch(/ style=| on\w+=|<script>|<style/);
});

it('asks for the script of others only after a yes', async () => {
  const load = async (cookie: string) =>
    (await fetch(shop.url, { headers: { cookie, connection: 'close' } })).text();
  expect(await load('')).not.toContain('tracker.js" integrity');
  expect(await load('cookie-choice=refused')).not.toContain('tracker.js" integrity');
  expect(await load('cookie-choice=accepted')).toContain('tracker.js" integrity="sha384-x"');
});

it('signs for who has logged in, and for nobody else', async () => {
  const ask = customer();
  expect((await ask('/pairing', { visitorId: 'v1234567890' })).status).toBe(303);
  await ask('/login', { email: ' Anna@Example.org' });
  expect((await ask('/pairing', { visitorId: 'v\n' })).status).toBe(303);
  const { text } = await ask('/pairing', { visitorId: 'v1234567890' });
  expect(JSON.parse(text)).toMatchObject({
    email: 'Anna@Example.org',
    signature: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it.each([
  ['under another name', 'evil.example', undefined, 'GET'],
  ['from a page elsewhere', undefined, 'https://evil.example', 'POST'],
])('answers this machine only: not %s', async (_what, host, origin, method) => {
  const { port } = new URL(shop.url);
  const lines = [`${method} /basket HTTP/1.1`, `Host: ${host ?? `127.0.0.1:${port}`}`, 'Connection: close'];
  if (origin !== undefined) lines.push(`Origin: ${origin}`, 'Content-Length: 0');
  const answer = await rawRequest(shop.url, `${lines.join('\r\n')}\r\n\r\n`);
  expect(answer?.status).toBe(403);
});

it('is not filled up by a form without end', async () => {
  const ask = customer();
  expect((await ask('/basket', { show: 'x'.repeat(20_000) })).status).toBe(413);
});
