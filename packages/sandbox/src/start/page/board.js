// The live page: takes the state that the server tells and shows it. Elements are kept and only changed where something
// has changed, so that a reader's place, selection and focus stay.

const byId = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat('en-GB');
const flowMs = 900;

let isPaused = false;
let latest;
let isFamiliar = false;
const before = {};

connect();

byId('pause').addEventListener('click', () => {
  isPaused = !isPaused;
  byId('pause').setAttribute('aria-pressed', String(isPaused));
  byId('pause').textContent = isPaused ? 'Go on' : 'Pause';
  if (!isPaused && latest) show(latest);
  else say('live', 'paused; the office works on');
});

byId('again').addEventListener('click', () => {
  fetch('/story', { method: 'POST' }).catch(() => say('away', 'not reachable'));
});

function connect() {
  const source = new EventSource('/events');
  source.onmessage = (event) => {
    latest = JSON.parse(event.data);
    if (!isPaused) show(latest);
  };
  source.onerror = () => say('away', 'ended, or on its way back');
}

function show(state) {
  const { counts, lag, story, orders, refused, versions, shopUrl } = state;
  byId('shop').hidden = shopUrl === undefined;
  if (shopUrl !== undefined && byId('shop').href !== `${shopUrl}/`) byId('shop').href = shopUrl;
  say('live', 'live');
  const all = { ...counts, refused: counts.refusedAtHttp + counts.refusals };
  for (const element of document.querySelectorAll('[data-count]'))
    write(element, numbers.format(all[element.dataset.count] ?? 0));
  for (const element of document.querySelectorAll('[data-lag]')) {
    const behind = lag[element.dataset.lag] ?? 0;
    write(element, numbers.format(behind));
    element.dataset.behind = String(behind > 100);
  }
  for (const element of document.querySelectorAll('[data-flow]')) flow(element, counts[element.dataset.flow]);
  showStory(story);
  list(byId('orders'), orders, (order) => order.orderId, orderElement, 'The first order is on its way.');
  list(byId('refused'), refused, (one) => `${one.at} ${one.detail}`, refusedElement, 'Nothing so far.');
  write(byId('versions'), versions.join(' · '));
  isFamiliar = true;
}

function say(state, text) {
  byId('live').dataset.state = state;
  write(byId('live-text'), text);
}

function showStory({ orderId, seats, steps }) {
  write(byId('story-order'), orderId || '…');
  list(byId('seats'), seats, (seat) => `${orderId} ${seat.name}`, seatElement, '');
  list(byId('steps'), steps, (step) => `${orderId} ${step.title}`, stepElement, 'It begins in a moment.');
}

function seatElement(seat, old) {
  const element = old ?? make('li', 'seat');
  element.dataset.state = seat.state;
  fill(element, [seat.name, make('span', 'visually-hidden', ` ${seat.state}`)]);
  return element;
}

function stepElement(step, old) {
  const element = old ?? make('li', 'step');
  element.dataset.seen = String(step.seen !== undefined);
  fill(element, [
    make('span', 'step-title', step.title),
    ...(step.seen ? [make('span', 'step-seen', step.seen)] : []),
  ]);
  return element;
}

function orderElement(order, old) {
  const content = JSON.stringify(order);
  if (old?.dataset.content === content) return old;
  const element = old ?? make('li', 'order');
  element.dataset.content = content;
  const title = make('div', 'order-name', order.product || 'An order');
  title.append(make('span', 'order-id', order.orderId));
  const lines = make('div', 'order-lines');
  for (const line of order.lines) {
    const chip = make('span', 'line', line.name);
    chip.dataset.cancelled = String(line.cancelled);
    if (line.cancelled) chip.append(make('span', 'visually-hidden', ' cancelled'));
    lines.append(chip);
  }
  if (order.more > 0) lines.append(make('span', 'more', `and ${order.more} more`));
  const pieces =
    order.pieces === 0 ? 'no seat left' : order.pieces === 1 ? '1 seat' : `${order.pieces} seats`;
  fill(element, [
    title,
    make('div', 'order-total', order.total || 'nothing'),
    lines,
    make('div', 'order-note', [pieces, order.note].filter(Boolean).join(', ')),
  ]);
  // Taken off and put on again, so that the highlight begins anew; not for what stood there when the page was opened.
  element.classList.remove('is-fresh');
  if (isFamiliar) requestAnimationFrame(() => element.classList.add('is-fresh'));
  return element;
}

function refusedElement({ where, reason, detail }, old) {
  const element = old ?? make('li');
  fill(element, [make('span', 'where', where), `${reason}: ${detail}`]);
  return element;
}

/** Brings the children in line with the items; elements of items that stay are kept. */
function list(parent, items, keyOf, elementOf, emptyText) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const element = elementOf(item, known.get(key));
    element.dataset.key = key;
    return element;
  });
  if (wanted.length === 0 && emptyText)
    wanted.push(known.get('empty') ?? Object.assign(make('li', 'empty', emptyText)));
  if (wanted.length === 1 && items.length === 0) wanted[0].dataset.key = 'empty';
  const isSame =
    wanted.length === parent.children.length && wanted.every((one, at) => parent.children[at] === one);
  if (!isSame) parent.replaceChildren(...wanted);
}

function flow(element, count) {
  const name = element.dataset.flow;
  const last = before[name] ?? count;
  element.timer ??= undefined;
  if (count > last && element.timer === undefined) {
    element.classList.add('flows');
    element.timer = setTimeout(() => {
      element.classList.remove('flows');
      element.timer = undefined;
    }, flowMs);
  }
  // All elements of a flow see the same change before it counts as seen.
  queueMicrotask(() => {
    before[name] = count;
  });
}

function fill(element, parts) {
  const text = parts.map((part) => (typeof part === 'string' ? part : part.outerHTML)).join('');
  if (element.dataset.parts === text) return;
  element.dataset.parts = text;
  element.replaceChildren(...parts);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function make(tag, className = '', text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
