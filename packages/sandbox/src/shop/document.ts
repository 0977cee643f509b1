import { html } from './html.ts';
import type { Page } from './pages.ts';
import type { Visit } from './visit.ts';

/** The script of ingest, as a page loads it: this one and no other. */
export interface Tracker {
  readonly src: string;
  readonly integrity: string;
}

export interface Surroundings {
  readonly visit: Visit | undefined;
  readonly siteId: string;
  readonly tracker: Tracker;
  /** Whether the cookie banner was answered with yes: the script of others is asked for only then. */
  readonly hasAccepted: boolean;
}

/** A page with everything around it: head, way to the basket, and the question about cookies. */
export function documentOf(
  { title, body, tells }: Page,
  { visit, siteId, tracker, hasAccepted }: Surroundings,
): string {
  const count = visit?.basket.length ?? 0;
  const hasLoggedIn = visit?.hasJustLoggedIn === true;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · Lanternen</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/shop.css" />
    ${hasAccepted ? html`<script src="${tracker.src}" integrity="${tracker.integrity}" crossorigin="anonymous" defer></script>` : ''}
    <script src="/shop.js" defer></script>
  </head>
  <body data-site="${siteId}" data-script="${tracker.src}" data-integrity="${tracker.integrity}" data-tells='${JSON.stringify(tells ?? {})}'${hasLoggedIn ? html` data-logged-in="true"` : ''}>
    <header class="head">
      <a class="brand" href="/"><img src="/icon.svg" alt="" width="32" height="32" />Lanternen</a>
      <nav>
        ${visit?.email === undefined ? html`<a href="/login">Log in</a>` : html`<span class="soft who">${visit.email}</span>`}
        <a href="/basket" class="basket">Basket${count > 0 ? html`<span class="count">${count}</span>` : ''}</a>
      </nav>
    </header>
    <main>${body}</main>
    <footer class="foot">
      <p>A demo of Stamkunde. Nothing here is real but the events. <button type="button" class="link" id="cookie-settings">Cookie settings</button></p>
    </footer>
    <section class="cookies" id="cookies" aria-labelledby="cookies-title" hidden>
      <div>
        <h2 id="cookies-title">May we remember you?</h2>
        <p>To see what people look at, and to write to those who want it. Before you say yes nothing is sent or kept.</p>
      </div>
      <div class="choices">
        <button type="button" id="cookies-accept">Accept</button>
        <button type="button" id="cookies-refuse">Refuse</button>
      </div>
    </section>
  </body>
</html>
`.text;
}
