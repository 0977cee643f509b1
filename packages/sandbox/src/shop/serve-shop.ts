import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { repositoryRoot } from '../command/repository-root.ts';
import { documentOf, type Tracker } from './document.ts';
import type { Page } from './pages.ts';
import * as pages from './pages.ts';
import { posterOf } from './poster.ts';
import { type IngestAccess, lineIdOf, pushToIngest, signatureOf } from './push-to-ingest.ts';
import { isSeatOf, showOf } from './shows.ts';
import { shopMemory, type Visit } from './visit.ts';

export interface ShopOptions {
  readonly ingest: IngestAccess;
  /** With which the shop's server signs who has logged in. */
  readonly pairingKey: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const pageFolder = join(repositoryRoot, 'packages', 'sandbox', 'src', 'shop', 'page');
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/shop.css': ['shop.css', 'text/css; charset=utf-8'],
  '/shop.js': ['shop.js', 'text/javascript; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
};
const bodyBytesMax = 16_384;
const basketMax = 40;

/** What a request leads to. */
type Outcome =
  | { readonly page: Page; readonly status?: number }
  | { readonly location: string }
  | { readonly body: string | Buffer; readonly type: string };

/**
 * Serves a small ticket shop to this machine only, under a policy that lets its pages run its own script and that of ingest,
 * and nothing else. It works without JavaScript; what is sold and cancelled is told by its server.
 */
export async function serveShop({ ingest, pairingKey, port }: ShopOptions): Promise<Shop> {
  const memory = shopMemory();
  const push = pushToIngest(ingest);
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${ingest.url}`,
    `connect-src 'self' ${ingest.url}`,
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  let tracker: Promise<Tracker> | undefined;
  const siteId = ingest.siteId;

  async function shown(path: string, visit: Visit | undefined): Promise<Outcome> {
    const file = files[path];
    if (file !== undefined) return { body: await readFile(join(pageFolder, file[0])), type: file[1] };
    const [, kind, name = ''] = /^\/(shows|posters|orders)\/([\w-]+)(?:\.svg)?$/.exec(path) ?? [];
    const show = showOf(name);
    if (kind === 'posters' && show !== undefined) return { body: posterOf(show), type: 'image/svg+xml' };
    if (kind === 'shows' && show !== undefined) return { page: pages.showPage(show) };
    const order = kind === 'orders' ? memory.orderNamed(name) : undefined;
    if (order !== undefined && order.visitId === visit?.id) {
      const page = pages.receiptPage(order);
      order.isTold = true;
      return { page };
    }
    switch (path) {
      case '/':
        return { page: pages.listPage() };
      case '/basket':
        return { page: pages.basketPage(visit ?? memory.newVisit()) };
      case '/login':
        return { page: pages.loginPage() };
      case '/checkout':
        return visit === undefined || visit.basket.length === 0
          ? { location: '/basket' }
          : { page: pages.checkoutPage(visit) };
      case '/payment':
        return visit?.checkout === undefined || visit.basket.length === 0
          ? { location: '/basket' }
          : { page: pages.paymentPage(visit) };
      default:
        return { page: pages.sorryPage('Nothing here', 'This page is not on the programme.'), status: 404 };
    }
  }

  async function done(path: string, form: URLSearchParams, visit: Visit): Promise<Outcome> {
    const email = (form.get('email') ?? '').trim();
    const isAddress = /^\S+@\S+$/.test(email) && email.length <= 320;
    const [, orderNo = ''] = /^\/orders\/([\w-]+)\/cancel$/.exec(path) ?? [];
    const order = memory.orderNamed(orderNo);
    if (order !== undefined && order.visitId === visit.id) {
      const lineId = form.get('ticket') ?? '';
      const isOfOrder = order.tickets.some(({ showId, seat }) => lineIdOf(showId, seat) === lineId);
      if (isOfOrder && !order.cancelled.has(lineId)) {
        await push.cancelled(order, lineId);
        order.cancelled.add(lineId);
      }
      return { location: `/orders/${orderNo}` };
    }
    switch (path) {
      case '/basket': {
        const show = showOf(form.get('show') ?? '');
        if (show === undefined) return { location: '/' };
        const inside = new Set(visit.basket.map(({ showId, seat }) => lineIdOf(showId, seat)));
        const chosen = form
          .getAll('seat')
          .filter((seat) => isSeatOf(show, seat) && !inside.has(lineIdOf(show.id, seat)));
        visit.basket.push(...chosen.map((seat) => ({ showId: show.id, seat })));
        visit.basket.splice(basketMax);
        return { location: chosen.length === 0 ? `/shows/${show.id}` : '/basket' };
      }
      case '/basket/remove':
        visit.basket = visit.basket.filter(
          ({ showId, seat }) => lineIdOf(showId, seat) !== form.get('ticket'),
        );
        return { location: '/basket' };
      case '/login':
        if (!isAddress) return { page: pages.loginPage('That is no e-mail address.'), status: 422 };
        visit.email = email;
        visit.hasJustLoggedIn = true;
        return { location: visit.basket.length > 0 ? '/basket' : '/' };
      case '/pairing':
        return signed(form.get('visitorId') ?? '', visit);
      case '/checkout': {
        if (!isAddress || form.get('terms') === null)
          return {
            page: pages.checkoutPage(visit, 'An address and the terms are needed to sell you anything.'),
            status: 422,
          };
        const buyer = { email, name: (form.get('name') ?? '').slice(0, 200), phone: form.get('phone') ?? '' };
        const consents = {
          related10_2: form.has('related10_2'),
          newsletter: form.has('newsletter'),
          terms: true,
        } as const;
        visit.checkout = { buyer, consents };
        return { location: '/payment' };
      }
      case '/payment': {
        if (visit.checkout === undefined || visit.basket.length === 0) return { location: '/basket' };
        const { buyer, consents } = visit.checkout;
        const bought = memory.newOrder(visit, buyer);
        visit.basket = [];
        visit.checkout = undefined;
        await push.purchased(bought, consents);
        return { location: `/orders/${bought.orderNo}` };
      }
      default:
        return { page: pages.sorryPage('Nothing here', 'This page is not on the programme.'), status: 404 };
    }
  }

  function signed(visitorId: string, visit: Visit): Outcome {
    const { email } = visit;
    visit.hasJustLoggedIn = false;
    if (email === undefined || !/^\w{8,64}$/.test(visitorId)) return { location: '/login' };
    const at = new Date().toISOString();
    const signature = signatureOf(pairingKey, visitorId, email, at);
    return { body: JSON.stringify({ email, signature, at }), type: 'application/json' };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const headers: Record<string, string> = {
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    };
    const send = (status: number, type: string, body: string | Buffer) => {
      response.writeHead(status, { ...headers, 'content-type': type });
      response.end(body);
    };
    if (!isForUs(request)) return send(403, 'text/plain', 'This shop is for 127.0.0.1 only.\n');
    let visit = memory.visitNamed(/(?:^|; )lanternen=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]);
    let outcome: Outcome;
    if (request.method === 'POST') {
      const form = await formOf(request);
      if (form === undefined) return send(413, 'text/plain', 'That is too much.\n');
      if (visit === undefined) {
        visit = memory.newVisit();
        headers['set-cookie'] = `lanternen=${visit.id}; Path=/; HttpOnly; SameSite=Lax`;
      }
      outcome = await done(path, form, visit);
    } else outcome = await shown(path, visit);
    if ('location' in outcome) {
      headers['location'] = outcome.location;
      return send(303, 'text/plain', '');
    }
    if ('body' in outcome) return send(200, outcome.type, outcome.body);
    tracker ??= trackerOf(ingest.url).catch((error: unknown) => {
      tracker = undefined;
      throw error;
    });
    const hasAccepted = /(?:^|; )cookie-choice=accepted/.test(request.headers.cookie ?? '');
    const text = documentOf(outcome.page, { visit, siteId, tracker: await tracker, hasAccepted });
    send(outcome.status ?? 200, 'text/html; charset=utf-8', text);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      if (response.headersSent) return response.destroy();
      response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' });
      return response.end(`Ingest did not answer as it should: ${error.message}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Where the script is, and its hash: asked of ingest once. */
async function trackerOf(ingestUrl: string): Promise<Tracker> {
  const response = await fetch(new URL('/v1/tracker.json', ingestUrl));
  const { script, integrity } = (await response.json()) as { script: string; integrity: string };
  return { src: new URL(script, ingestUrl).href, integrity };
}

/** A form as a browser sends it; undefined when it is larger than any of this shop's. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > bodyBytesMax) return undefined;
  }
  return new URLSearchParams(text);
}

/** A page elsewhere could let a browser of this machine ask, under a name that leads here. */
function isForUs({ headers, method }: IncomingMessage): boolean {
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  const isOwn = headers.origin === undefined || headers.origin === `http://${headers.host}`;
  return (name === host || name === 'localhost') && (method === 'GET' || isOwn);
}
