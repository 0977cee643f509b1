import { type Heycommerce, heycommerce } from './heycommerce.ts';
import { tracker } from './tracker.ts';

declare global {
  /** What a page made for heycommerce waits with. It may be declared by `let`, and then it is no property of window. */
  var BiTrackingLoaded: ((calls: Heycommerce) => void) | undefined;
}

const { src } = document.currentScript as HTMLScriptElement;
const { searchParams } = new URL(src);
const { shownAgain, online, left, ...calls } = tracker(src);

Object.assign(window, { stamkunde: calls });

// No handler of `unload`: it would keep the page out of the back-forward cache.
addEventListener('pagehide', left);
addEventListener('online', online);
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) shownAgain();
});

if (typeof BiTrackingLoaded === 'function') {
  const siteId = searchParams.get('site') ?? '';
  BiTrackingLoaded(heycommerce(calls, siteId, searchParams.get('consent') === 'given'));
}
