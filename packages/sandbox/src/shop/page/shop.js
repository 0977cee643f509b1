// What the shop does in a browser: asks about cookies, and tells the tracker what happens. Without it, or with its answer
// "no", everything can be bought all the same.

const { site, tells, loggedIn, script, integrity } = document.body.dataset;
const byId = (id) => document.getElementById(id);
const consents = {
  accepted: { analytics: true, marketing: true, textVersion: '2026-01' },
  refused: { analytics: false, marketing: false, textVersion: '2026-01' },
};

byId('cookies').hidden = answer() !== undefined;
byId('cookies-accept').addEventListener('click', () => decide('accepted'));
byId('cookies-refuse').addEventListener('click', () => decide('refused'));
byId('cookie-settings').addEventListener('click', () => {
  byId('cookies').hidden = false;
  byId('cookies-accept').focus();
});
for (const form of document.querySelectorAll('form')) form.addEventListener('submit', () => tell(form));
if (window.stamkunde) begin();

/** The answer is what the shop itself has to remember; it is no means of recognising anybody. */
function answer() {
  return /(?:^|; )cookie-choice=(accepted|refused)/.exec(document.cookie)?.[1];
}

function decide(choice) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the newer way is not in every browser yet.
  document.cookie = `cookie-choice=${choice}; Path=/; Max-Age=15552000; SameSite=Lax${secure}`;
  byId('cookies').hidden = true;
  if (window.stamkunde) window.stamkunde.consent(consents[choice]);
  else if (choice === 'accepted') load();
}

/** On a page that was opened before the answer: nothing is asked of anybody else until then. */
function load() {
  const element = document.createElement('script');
  Object.assign(element, { src: script, integrity, crossOrigin: 'anonymous', onload: begin });
  document.head.append(element);
}

function begin() {
  const { stamkunde } = window;
  stamkunde.init(site, 45);
  const choice = answer();
  if (choice) stamkunde.consent(consents[choice]);
  for (const [call, said] of Object.entries(JSON.parse(tells))) stamkunde[call](said);
  // Without an answer nobody is paired; the purchase will say who it is.
  if (loggedIn) pairSigned().catch(() => undefined);
}

function tell(form) {
  const { stamkunde } = window;
  const { adds, removes, pairs } = form.dataset;
  const chosen = form.querySelectorAll('input[name=seat]:checked').length;
  if (adds && chosen > 0) stamkunde?.addToBasket({ ...JSON.parse(adds), count: chosen });
  if (removes) stamkunde?.removeFromBasket(JSON.parse(removes));
  if (pairs) stamkunde?.pair(form.elements.email.value, pairs);
}

/** Whoever has logged in is known to the server, which vouches for it. */
async function pairSigned() {
  const visitorId = window.stamkunde.visitorId();
  if (!visitorId) return;
  const response = await fetch('/pairing', { method: 'POST', body: new URLSearchParams({ visitorId }) });
  if (!response.ok) return;
  const { email, signature, at } = await response.json();
  window.stamkunde.pair(email, 'login', { signature, at });
}
