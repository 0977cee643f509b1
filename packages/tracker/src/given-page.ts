import { createContext, runInContext } from 'node:vm';
import type { Tracker } from './page/tracker.ts';

/** A message as it left a page. */
export interface Sent {
  readonly url: string;
  readonly by: 'fetch' | 'beacon';
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly credentials: unknown;
  readonly contentType: unknown;
}

/** A page without a browser, for specs: it has a clock that is moved by hand, and counts what is asked of it. */
export interface GivenPage {
  readonly stamkunde: Tracker;
  readonly sent: Sent[];
  /** All events that left it, of all messages. */
  events(): Readonly<Record<string, unknown>>[];
  types(): unknown[];
  /** Lets time pass, with everything that was to happen meanwhile. */
  pass(ms: number): Promise<void>;
  /** How ingest answers from now on, and how long it takes over that; undefined: not at all. */
  answers(status: number | undefined, afterMs?: number): void;
  /** What the browser tells the page. */
  tell(event: string, more?: object): Promise<void>;
  isOnline(online: boolean): void;
}

export interface PageOptions {
  /** What an earlier page of the site has left. */
  readonly storage?: Map<string, string>;
  /** Every use of the storage is forbidden, or every write. */
  readonly blocked?: 'wholly' | 'for writing';
  readonly src?: string;
  /** Runs before the script, in the same page. */
  readonly inline?: string;
  readonly startsAt?: number;
}

export const givenAt = Date.UTC(2026, 2, 1, 12);

/** Opens a page that loads this script. */
export function givenPage(
  source: string,
  {
    storage = new Map(),
    blocked,
    src = 'https://ingest.example/v1/tracker.js',
    inline,
    startsAt = givenAt,
  }: PageOptions = {},
): GivenPage {
  let now = startsAt;
  let status: number | undefined = 202;
  let answerMs = 0;
  const sent: Sent[] = [];
  const timers = new Map<number, { readonly at: number; readonly call: () => void }>();
  const listeners = new Map<string, ((event: object) => void)[]>();
  const note = (by: Sent['by'], url: string, body: string, init: Record<string, unknown> = {}) => {
    const { events } = JSON.parse(body) as { events: Sent['events'] };
    const headers = init['headers'] as Record<string, string> | undefined;
    sent.push({ url, by, events, credentials: init['credentials'], contentType: headers?.['content-type'] });
  };
  const navigator = {
    onLine: true,
    webdriver: false,
    sendBeacon(url: string, body: string) {
      note('beacon', url, body);
      return true;
    },
  };
  const page: Record<string, unknown> = {
    URL,
    navigator,
    crypto,
    Date: class extends Date {
      constructor(at: number = now) {
        super(at);
      }
      static override now = () => now;
    },
    document: { currentScript: { src } },
    addEventListener: (event: string, listener: (event: object) => void) =>
      listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    setTimeout(call: () => void, ms: number) {
      timers.set(timers.size + 1, { at: now + ms, call });
      return timers.size;
    },
    clearTimeout: (id: number) => timers.set(id, { at: Number.POSITIVE_INFINITY, call: () => undefined }),
    async fetch(url: string, init: Record<string, unknown>) {
      note('fetch', url, String(init['body']), init);
      if (answerMs > 0)
        await new Promise<void>((call) => timers.set(timers.size + 1, { at: now + answerMs, call }));
      if (status === undefined) throw new TypeError('network');
      return { status };
    },
  };
  page['window'] = page;
  Object.defineProperty(page, 'localStorage', { get: () => storageOf(storage, blocked) });
  createContext(page);
  if (inline !== undefined) runInContext(inline, page);
  runInContext(source, page);

  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    stamkunde: page['stamkunde'] as Tracker,
    sent,
    events: () => sent.flatMap(({ events }) => events),
    types: () => sent.flatMap(({ events }) => events.map(({ type }) => type)),
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await settle();
        const [id, next] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
        if (id === undefined || next === undefined || next.at > end) break;
        now = Math.max(now, next.at);
        timers.set(id, { at: Number.POSITIVE_INFINITY, call: () => undefined });
        next.call();
      }
      now = end;
      await settle();
    },
    answers: (one, afterMs = 0) => {
      status = one;
      answerMs = afterMs;
    },
    async tell(event, more = {}) {
      for (const listener of listeners.get(event) ?? []) listener(more);
      await settle();
    },
    isOnline: (online) => {
      navigator.onLine = online;
    },
  };
}

function storageOf(texts: Map<string, string>, blocked: PageOptions['blocked']): object {
  if (blocked === 'wholly') throw new DOMException('blocked', 'SecurityError');
  return new Proxy(
    {
      getItem: (name: string) => texts.get(name) ?? null,
      setItem(name: string, text: string) {
        if (blocked === 'for writing') throw new DOMException('full', 'QuotaExceededError');
        texts.set(name, text);
      },
      removeItem: (name: string) => void texts.delete(name),
    },
    {
      ownKeys: () => [...texts.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  );
}
