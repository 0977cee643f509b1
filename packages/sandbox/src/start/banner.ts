import { fromRoot } from '../command/log-folder.ts';
import type { Demo } from './start-demo.ts';

type Shown = Pick<Demo, 'versions' | 'logs' | 'siteId' | 'apiKey' | 'ingestUrl' | 'orderAggregatorUrl'>;

/** An order that neither the ticket office nor the story makes. */
const orderId = 'MY-1';

/** What `npm start` says once everything runs. Its commands work as they stand, pasted into a shell. */
export function bannerOf(demo: Shown, pageUrl: string, shopUrl: string): string {
  const width = Math.max(...demo.versions.map(([name]) => name.length));
  const lines = [
    ...demo.versions.map(([name, version]) => `${name.padEnd(width)}  ${version}`),
    '',
    `Open   ${pageUrl}`,
    `Buy    ${shopUrl}  a ticket shop: say yes to its cookies, and see the topic  npm run tail -- site-events`,
    '',
    'Send something yourself, and read what has become of it:',
    '',
    ...sending(demo),
    '',
    ...reading(demo),
    '',
    'Look closer in another terminal:  npm run tail -- orders   ·   npm run redrive',
    `Logs are in ${fromRoot(demo.logs)}. Ctrl-C ends everything and leaves no process and no data behind.`,
  ];
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

function sending({ ingestUrl, apiKey }: Shown): string[] {
  return [
    `curl ${ingestUrl}/v1/facts -H 'content-type: application/json' \\`,
    `  -H 'authorization: Bearer ${apiKey}' \\`,
    `  -d '{"type":"LineBought","orderId":"${orderId}","lineId":"A1","quantity":2,"unitPrice":"345.00",`,
    `       "currency":"DKK","priceBasis":"gross","buyer":{"email":"me@example.org"},`,
    // The moment of sending: what is changed and sent again is newer, and counts.
    `       "occurredAt":"'$(date -u +%FT%TZ)'"}'`,
  ];
}

function reading({ orderAggregatorUrl, siteId, apiKey }: Shown): string[] {
  return [
    `curl ${orderAggregatorUrl}/v1/sites/${siteId}/orders/${orderId} \\`,
    `  -H 'authorization: Bearer ${apiKey}'`,
  ];
}
