import { type Html, html } from './html.ts';
import { lineIdOf } from './push-to-ingest.ts';
import { isSeatOf, kroner, rows, type Show, seatsInRow, showOf, shows } from './shows.ts';
import type { Bought, Ticket, Visit } from './visit.ts';

/** A page of the shop: its name, what stands on it, and what it tells the tracker. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** For `shop.js`, by the name of a call: its argument. */
  readonly tells?: Readonly<Record<string, unknown>>;
}

const productOf = ({ id, title, category }: Show) => ({
  productId: id,
  productName: title,
  categoryId: category.id,
  categoryName: category.name,
});

export const listPage = (): Page => ({
  title: 'On stage this spring',
  tells: { visit: {} },
  body: html`
    <section class="hero">
      <p class="kicker">Spring season</p>
      <h1>On stage at Lanternen</h1>
      <p class="lede">Four evenings, an afternoon and a morning by the harbour. Every play, person and hen is made up.</p>
    </section>
    <ul class="shows">${shows.map(
      (show) => html`
      <li>
        <a class="show" href="/shows/${show.id}">
          <img src="/posters/${show.id}.svg" alt="" width="320" height="240" />
          <span class="show-text">
            <span class="kicker">${show.category.name}</span>
            <span class="show-title">${show.title}</span>
            <span class="show-line">${show.line}</span>
            <span class="show-foot"><span>${show.when}</span><b>${kroner(show.price)}</b></span>
          </span>
        </a>
      </li>`,
    )}</ul>`,
});

export const showPage = (show: Show): Page => ({
  title: show.title,
  tells: { visit: productOf(show) },
  body: html`
    <article class="one-show">
      <img class="poster" src="/posters/${show.id}.svg" alt="" width="640" height="480" />
      <div>
        <p class="kicker">${show.category.name}</p>
        <h1>${show.title}</h1>
        <p class="lede">${show.line}</p>
        <dl class="facts">
          <div><dt>When</dt><dd>${show.when}</dd></div>
          <div><dt>Where</dt><dd>${show.stage}</dd></div>
          <div><dt>A seat</dt><dd>${kroner(show.price)}</dd></div>
        </dl>
      </div>
      <form class="panel seating" method="post" action="/basket" data-adds='${JSON.stringify(productOf(show))}'>
        <input type="hidden" name="show" value="${show.id}" />
        <h2>Choose your seats</h2>
        <p class="stage" aria-hidden="true">stage</p>
        <fieldset class="seats">
          <legend class="visually-hidden">Seats</legend>
          ${rows.map(
            (row) =>
              html`<div class="row"><span class="row-name" aria-hidden="true">${row}</span>${Array.from(
                { length: seatsInRow },
                (_, at) => seatBox(show, `${row}${at + 1}`),
              )}</div>`,
          )}
        </fieldset>
        <p class="legend"><span class="swatch"></span>free<span class="swatch is-chosen"></span>yours<span class="swatch is-sold"></span>sold</p>
        <button class="primary" type="submit">Put into basket</button>
      </form>
    </article>`,
});

const seatBox = (show: Show, seat: string): Html =>
  isSeatOf(show, seat)
    ? html`<label class="seat"><input type="checkbox" name="seat" value="${seat}" /><span>${seat.slice(1)}</span><span class="visually-hidden"> row ${seat.slice(0, 1)}</span></label>`
    : html`<span class="seat is-sold" title="sold"><span>${seat.slice(1)}</span></span>`;

export const basketPage = ({ basket, email }: Visit): Page => ({
  title: 'Basket',
  body:
    basket.length === 0
      ? html`<h1>Your basket</h1><p class="lede">There is nothing in it yet.</p><p><a class="button" href="/">See what is on</a></p>`
      : html`
    <h1>Your basket</h1>
    <ul class="tickets panel">${basket.map(
      (ticket) => html`
      <li class="ticket">
        ${ticketText(ticket)}
        <form method="post" action="/basket/remove" data-removes='${JSON.stringify({ productId: ticket.showId, count: 1 })}'>
          <input type="hidden" name="ticket" value="${lineIdOf(ticket.showId, ticket.seat)}" />
          <button class="quiet" type="submit" aria-label="Remove seat ${ticket.seat}">Remove</button>
        </form>
      </li>`,
    )}</ul>
    ${sumOf(basket)}
    <div class="choices">
      <a class="button primary" href="/checkout">To the checkout</a>
      ${email === undefined ? html`<a class="button" href="/login">Log in first</a>` : html`<span class="soft">Logged in as ${email}</span>`}
    </div>`,
});

const ticketText = ({ showId, seat }: Ticket): Html => html`
        <img src="/posters/${showId}.svg" alt="" width="64" height="48" />
        <span class="ticket-text"><b>${showOf(showId)?.title ?? showId}</b><span class="soft">Row ${seat.slice(0, 1)}, seat ${seat.slice(1)}<span class="when"> · ${showOf(showId)?.when ?? ''}</span></span></span>
        <span class="price">${kroner(showOf(showId)?.price ?? 0)}</span>`;

const priceOf = (tickets: readonly Ticket[]): number =>
  tickets.reduce((sum, { showId }) => sum + (showOf(showId)?.price ?? 0), 0);

const sumOf = (tickets: readonly Ticket[]): Html =>
  html`<p class="sum"><span>${tickets.length} ${tickets.length === 1 ? 'seat' : 'seats'}, VAT included</span><b>${kroner(priceOf(tickets))}</b></p>`;

export const loginPage = (fault?: string): Page => ({
  title: 'Log in',
  body: html`
    <form class="panel narrow" method="post" action="/login">
      <h1>Log in</h1>
      <p class="soft">Any address will do: nobody is written to, and no password is asked for.</p>
      ${faultText(fault)}
      <label class="field">E-mail<input name="email" type="email" autocomplete="email" required value="" placeholder="anna@example.org" /></label>
      <button class="primary" type="submit">Log in</button>
    </form>`,
});

export const checkoutPage = ({ basket, email, checkout }: Visit, fault?: string): Page => ({
  title: 'Checkout',
  body: html`
    <form class="panel narrow" method="post" action="/checkout" data-pairs="continue_to_payment">
      <h1>Checkout</h1>
      ${sumOf(basket)}
      ${faultText(fault)}
      <label class="field">E-mail<input name="email" type="email" autocomplete="email" required value="${checkout?.buyer.email ?? email ?? ''}" placeholder="anna@example.org" /></label>
      <label class="field">Name<input name="name" autocomplete="name" required maxlength="200" value="${checkout?.buyer.name ?? ''}" placeholder="Anna Holm" /></label>
      <label class="field">Phone<input name="phone" type="tel" autocomplete="tel" maxlength="50" value="${checkout?.buyer.phone ?? ''}" placeholder="20 00 00 00" /></label>
      <label class="check"><input type="checkbox" name="related10_2" /><span>Lanternen may send me e-mail and SMS about what has to do with this purchase.</span></label>
      <label class="check"><input type="checkbox" name="newsletter" /><span>Lanternen may send me its newsletter.</span></label>
      <label class="check"><input type="checkbox" name="terms" required /><span>I accept the terms of sale.</span></label>
      <button class="primary" type="submit">Continue to payment</button>
    </form>`,
});

export const paymentPage = ({ basket, checkout }: Visit): Page => ({
  title: 'Payment',
  body: html`
    <form class="panel narrow" method="post" action="/payment">
      <h1>Payment</h1>
      <p class="soft">For ${checkout?.buyer.email ?? ''}. No card is asked for, and no money moves.</p>
      ${sumOf(basket)}
      <button class="primary" type="submit">Pay ${kroner(priceOf(basket))}</button>
    </form>`,
});

export const receiptPage = ({ orderNo, tickets, cancelled, buyer, isTold }: Bought): Page => {
  const left = tickets.filter(({ showId, seat }) => !cancelled.has(lineIdOf(showId, seat)));
  return {
    title: 'Receipt',
    ...(isTold ? {} : { tells: { purchased: { orderId: orderNo } } }),
    body: html`
    <h1>Thank you, ${buyer.name.split(' ')[0] ?? ''}</h1>
    <p class="lede">Order <code>${orderNo}</code>. We keep the light on for you.</p>
    <ul class="tickets panel">${tickets.map((ticket) => {
      const lineId = lineIdOf(ticket.showId, ticket.seat);
      return cancelled.has(lineId)
        ? html`<li class="ticket is-cancelled">${ticketText(ticket)}<span class="soft">cancelled</span></li>`
        : html`<li class="ticket">${ticketText(ticket)}
        <form method="post" action="/orders/${orderNo}/cancel">
          <input type="hidden" name="ticket" value="${lineId}" />
          <button class="quiet" type="submit" aria-label="Cancel seat ${ticket.seat}">Cancel</button>
        </form></li>`;
    })}</ul>
    ${sumOf(left)}
    <p><a class="button" href="/">Back to the programme</a></p>`,
  };
};

export const sorryPage = (title: string, words: string): Page => ({
  title,
  body: html`<h1>${title}</h1><p class="lede">${words}</p><p><a class="button" href="/">Back to the programme</a></p>`,
});

const faultText = (fault: string | undefined): Html =>
  fault === undefined ? html`` : html`<p class="fault" role="alert">${fault}</p>`;
