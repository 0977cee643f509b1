import type { Browser } from 'playwright-core';

/**
 * A real Chromium without a screen, from a package of npm. Its own arguments are not used: they switch off the very rules
 * about origins that are to be met here.
 */
export async function givenBrowser(): Promise<Browser> {
  const [{ default: chromium }, { chromium: driver }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  return driver.launch({
    executablePath: await chromium.executablePath(),
    // A page that Playwright answers itself comes from nowhere, and may not speak to this machine otherwise.
    args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
    // Playwright switches off the back-forward cache, and with it what is said about a page's fitness for it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}
