import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteEvent } from './generated/site-events.ts';
import { faultOfSiteEvent } from './site-event.ts';

const examples = join(import.meta.dirname, '../../../schemas/site-events/examples');
const example = (file: string) => JSON.parse(readFileSync(join(examples, file), 'utf8')) as SiteEvent;
const paired = example('paired-at-payment.json');
const added = example('seats-added.json');

describe('a site event', () => {
  it.each(readdirSync(examples))('as in %s has no fault', (file) => {
    expect(faultOfSiteEvent(example(file))).toBeUndefined();
  });

  it.each<[string, SiteEvent]>([
    ['factId', { ...added, factId: 'F' }],
    ['siteId', { ...added, siteId: 'Demo:1' }],
    ['visitorId', { ...added, visitorId: '' }],
    ['visitorId', { ...added, visitorId: 'x'.repeat(201) }],
    ['occurredAt', { ...added, occurredAt: 10 ** 15 }],
    ['occurredAt', { ...added, occurredAt: 0.5 }],
    ['type', { ...added, type: 'Unknown' }],
    ['productId', { ...added, productId: 'x'.repeat(201) }],
    ['count', { ...added, count: -1 }],
    ['count', { ...added, count: 1_000_000_001 }],
    ['sessionId', { ...added, sessionId: '' }],
    ['contactId', { ...paired, contactId: null }],
    ['contactId', { ...paired, contactId: 'anna@example.org' }],
    ['contactId', { ...paired, type: 'VisitorUnpaired', contactId: null }],
    ['customerId', { ...paired, customerId: 'x'.repeat(201) }],
    ['trigger', { ...paired, trigger: 'x'.repeat(101) }],
  ])('with a bad %s is told so', (field, event) => {
    expect(faultOfSiteEvent(event)).toMatchObject({ field });
  });

  it.each(['null', ' Undefined ', '[object Object]', 'ANONYMOUS', '0', '-1', '   ', 'NaN'])(
    'of a visitor or customer called %p is refused by that name',
    (id) => {
      expect(faultOfSiteEvent({ ...added, visitorId: id })).toMatchObject({
        reason: 'junk-identifier',
        field: 'visitorId',
      });
      expect(faultOfSiteEvent({ ...paired, customerId: id })).toMatchObject({
        reason: 'junk-identifier',
        field: 'customerId',
      });
    },
  );
});
