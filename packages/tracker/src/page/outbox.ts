import type { KeptTexts } from './kept-texts.ts';

/** What waits to be sent. */
export interface Outbox {
  /** Puts an event behind the others, and sends soon. */
  put(at: number, id: string, event: object): void;
  /** Sends now, unless something is on its way already. */
  send(): void;
  /** Sends what is left with the last breath of the page. It stays until a page has heard the answer. */
  sendLast(): void;
  /** The page is back: nothing is on its way any more, whatever there was. */
  resume(): void;
  /** Takes out all but what was said about consent. */
  clear(): void;
}

/** Names of what waits begin with this; its moment follows, so that the order of names is that of events. */
const WAITING = 'e';
const WAITING_MAX = 200;
const EVENTS_PER_MESSAGE_MAX = 50;
/** Of three bytes at most each, so that a message has less than what browsers send for a page that is left. */
const MESSAGE_CHARACTERS_MAX = 20_000;
const SOON_MS = 200;
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 300_000;

/**
 * Sends events to ingest, oldest first, until it has answered: through changes of pages, and from one visit to the next.
 * A retry is the same event by its id. What ingest refuses is let go, for it would be refused again. When too many wait,
 * the oldest one is given up that says nothing about consent.
 */
export function outbox(kept: KeptTexts, url: string): Outbox {
  let onTheWay: string[] = [];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const waiting = () => kept.names().filter((name) => name[0] === WAITING);
  const isConsent = (name: string) => kept.get(name)?.includes('"ConsentStated"');

  function message(): [names: string[], body: string] | undefined {
    const names: string[] = [];
    let events = '';
    for (const name of waiting()) {
      const event = kept.get(name);
      if (event === undefined || onTheWay.includes(name)) continue;
      if (names.length === EVENTS_PER_MESSAGE_MAX) break;
      if (names.length > 0 && events.length + event.length > MESSAGE_CHARACTERS_MAX) break;
      events += (names.length > 0 ? ',' : '') + event;
      names.push(name);
    }
    if (names.length === 0) return undefined;
    return [names, `{"webdriver":${navigator.webdriver === true},"events":[${events}]}`];
  }

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      send();
    }, ms);
  }

  function send(): void {
    if (onTheWay.length > 0 || navigator.onLine === false) return;
    const next = message();
    if (next === undefined) return;
    const [names, body] = next;
    onTheWay = names;
    // As text, so that no browser asks first whether it may; without cookies, which nobody reads.
    const request = { method: 'POST', body, keepalive: true, credentials: 'omit' } as const;
    fetch(url, request).then(
      ({ status }) => answered(names, status < 500 && status !== 429 && status !== 408),
      () => answered(names, false),
    );
  }

  function answered(names: string[], isFinal: boolean): void {
    if (onTheWay !== names) return;
    onTheWay = [];
    if (isFinal) {
      names.forEach(kept.remove);
      failures = 0;
      send();
    } else {
      const most = Math.min(RETRY_MS * 2 ** failures++, RETRY_MS_MAX);
      later(most * (0.5 + Math.random() / 2));
    }
  }

  return {
    put(at, id, event) {
      const names = waiting();
      if (names.length >= WAITING_MAX) kept.remove(names.find((name) => !isConsent(name)) ?? names[0] ?? '');
      kept.set(`${WAITING}${at}${id}`, JSON.stringify(event));
      // What is planned already is soon enough, or late because sends fail.
      if (timer === undefined) later(SOON_MS);
    },
    send,
    sendLast() {
      const last = message();
      if (last !== undefined) navigator.sendBeacon?.(url, last[1]);
    },
    resume() {
      onTheWay = [];
      failures = 0;
      send();
    },
    clear() {
      for (const name of waiting()) if (!isConsent(name)) kept.remove(name);
    },
  };
}
