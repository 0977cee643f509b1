/** Words in the names of programs that fetch pages by themselves. A Cubot is a phone. */
const PROGRAM =
  /(?<!cu)bot\b|crawl|spider|slurp|headless|phantomjs|selenium|puppeteer|playwright|lighthouse|pagespeed|pingdom|uptime|facebookexternalhit|embedly|whatsapp\/|preview|curl\/|wget\/|libwww|python|java\/|okhttp|go-http-client|axios|node-fetch|undici|scrapy/i;

/**
 * Whether a sender gives itself away as a program: by its name, or because the page noticed that it is driven by one.
 * Null when it says nothing of itself.
 */
export function isBot(userAgent: string | undefined, isDriven: boolean): boolean | null {
  if (isDriven) return true;
  return userAgent === undefined || userAgent === '' ? null : PROGRAM.test(userAgent);
}
