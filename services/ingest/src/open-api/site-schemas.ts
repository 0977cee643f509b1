import { ID_LENGTH_MAX } from '@stamkunde/contracts';
import { BILLETTEN_LINES_MAX } from '../domain/billetten-purchase.ts';
import { PAGE_EVENTS_MAX } from '../domain/page-message.ts';

const uuid = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const text = (maxLength: number, description: string) => ({
  type: ['string', 'null'],
  minLength: 1,
  maxLength,
  description,
});
const id = (description: string) => text(ID_LENGTH_MAX, description);
const truth = (description: string) => ({ type: ['boolean', 'null'], description });
const moment = { type: 'string', format: 'date-time', description: 'ISO 8601 with zone.' };

const anyKind = {
  siteId: id('The site of the path; it may be left out.'),
  visitorId: {
    type: 'string',
    minLength: 1,
    maxLength: ID_LENGTH_MAX,
    description: 'A browser. Words for nothing, such as null, undefined, 0 or anonymous, are refused.',
  },
  occurredAt: moment,
  id: id('Tells apart two events that say the same.'),
  sessionId: id('The visit it belongs to.'),
  cookieConsent: truth('Whether cookies were accepted at that moment; absent, what ConsentStated said last.'),
};
const ofServer = {
  factId: { type: ['string', 'null'], pattern: uuid, description: 'Made of the content when absent.' },
  correlationId: id('The factId when absent.'),
  origin: { enum: ['live', 'backfill', null] },
  isBot: truth('Whether it was a program.'),
};
const product = {
  productId: id('The product or show, as in the product feed.'),
  productName: text(500, 'Its name for people.'),
  categoryId: id('The category it was found in.'),
  categoryName: text(500, 'Its name for people.'),
};
const inBasket = {
  ...product,
  basketId: id('Which basket.'),
  count: { type: ['integer', 'null'], minimum: 0, maximum: 1_000_000_000 },
};
const whoIsPaired = {
  email: {
    type: ['string', 'null'],
    minLength: 3,
    maxLength: 320,
    description: 'Becomes a contactId at once.',
  },
  customerId: id("The shop's own number of the person."),
  trigger: {
    type: 'string',
    minLength: 1,
    maxLength: 100,
    description: 'What it is concluded from: login, continue_to_payment, or a word of yours.',
  },
};

const event = (type: string, own: object, required: readonly string[], more: object = ofServer) => ({
  type: 'object',
  properties: { type: { const: type }, ...anyKind, ...more, ...own },
  required: ['type', 'visitorId', 'occurredAt', ...required],
  additionalProperties: false,
});
const consent = {
  analytics: truth('What is done may be counted.'),
  marketing: truth('What is done may be tied to a person.'),
  textVersion: text(ID_LENGTH_MAX, 'Which text was agreed to.'),
};
const kinds = (more: object) => [
  event('SessionStarted', {}, [], more),
  event('ProductVisited', product, [], more),
  event('BasketAdded', inBasket, [], more),
  event('BasketRemoved', inBasket, [], more),
  event('BasketPurchased', { basketId: id('Which basket.'), orderId: id('What came of it.') }, [], more),
  {
    ...event('ConsentStated', consent, [], more),
    anyOf: [
      { properties: { analytics: { type: 'boolean' } }, required: ['analytics'] },
      { properties: { marketing: { type: 'boolean' } }, required: ['marketing'] },
    ],
  },
];
const contactId = { type: ['string', 'null'], pattern: uuid, description: 'In place of email.' };
const eitherName = {
  oneOf: [
    { properties: { email: { type: 'string' }, contactId: { type: 'null' } }, required: ['email'] },
    { properties: { contactId: { type: 'string' }, email: { type: 'null' } }, required: ['contactId'] },
  ],
};
const seat = {
  type: 'object',
  properties: {
    lineId: { type: 'string', minLength: 1, maxLength: ID_LENGTH_MAX, description: 'One for each seat.' },
    productId: id('The show.'),
    title: text(500, 'Its name for people.'),
    priceInclVat: {
      type: 'string',
      pattern: '^-?[0-9]{1,15}(\\.[0-9]{1,20})?$',
      description: 'With tax and without ticket fee. A JSON number is refused: floats are not money.',
    },
  },
  required: ['lineId', 'priceInclVat'],
  additionalProperties: false,
};
const message = (type: string, properties: object, required: readonly string[]) => ({
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1, maxLength: ID_LENGTH_MAX },
    type: { const: type },
    siteId: id('The site of the path.'),
    occurredAt: moment,
    data: { type: 'object', properties, required, additionalProperties: false },
  },
  required: ['id', 'type', 'occurredAt', 'data'],
  additionalProperties: false,
});
const web = (type: string, own: object = {}, required: readonly string[] = []) =>
  message(type, { visitorId: anyKind.visitorId, cookieConsent: { type: 'boolean' }, ...own }, [
    'visitorId',
    'cookieConsent',
    ...required,
  ]);
const orderNo = { type: 'string', minLength: 1, maxLength: ID_LENGTH_MAX };

/** Schemas of what is sent about what visitors do, by name. */
export const siteSchemas = {
  SiteEvent: {
    title: 'Something a visitor did, told by the server of a shop',
    anyOf: [
      ...kinds(ofServer),
      { ...event('VisitorPaired', { ...whoIsPaired, contactId }, ['trigger']), ...eitherName },
      { ...event('VisitorUnpaired', { email: whoIsPaired.email, contactId }, []), ...eitherName },
    ],
  },
  PageMessage: {
    type: 'object',
    title: 'What a page sends at once',
    properties: {
      webdriver: truth('Whether the page noticed that a program drives its browser.'),
      events: {
        type: 'array',
        minItems: 1,
        maxItems: PAGE_EVENTS_MAX,
        items: {
          anyOf: [
            ...kinds({}),
            event(
              'VisitorPaired',
              {
                ...whoIsPaired,
                signature: {
                  type: ['string', 'null'],
                  pattern: '^[0-9a-fA-F]{64}$',
                  description:
                    'HMAC-SHA256 in hexadecimal, by a pairing key of the site, of visitorId, address in lower case, signedAt, and customerId where there is one, with a line feed between them.',
                },
                signedAt: {
                  ...moment,
                  type: ['string', 'null'],
                  description: 'Within an hour of occurredAt.',
                },
              },
              ['email', 'trigger'],
              {},
            ),
          ],
        },
      },
    },
    required: ['events'],
    additionalProperties: false,
  },
  BillettenMessage: {
    title: 'What Billetten pushes',
    anyOf: [
      message(
        'purchase.completed',
        {
          orderNo,
          buyer: {
            type: 'object',
            properties: {
              email: { type: 'string', minLength: 3, maxLength: 320 },
              name: text(200, 'In one piece.'),
              phone: text(50, 'As it was written.'),
            },
            required: ['email'],
            additionalProperties: false,
          },
          consents: {
            type: ['object', 'null'],
            description:
              'The boxes that were shown. Ticked is granted, empty is refused; one that was not shown is left out, and nothing is said about it.',
            properties: {
              related10_2: truth('E-mail and SMS about products related to the purchase.'),
              newsletter: truth('All newsletters.'),
              terms: truth('The terms of sale; no permission.'),
            },
            additionalProperties: false,
          },
          currency: { type: 'string', pattern: '^[A-Z]{3}$' },
          lines: { type: 'array', minItems: 1, maxItems: BILLETTEN_LINES_MAX, items: seat },
        },
        ['orderNo', 'buyer', 'currency', 'lines'],
      ),
      message('ticket.cancelled', { orderNo, lineId: orderNo }, ['orderNo', 'lineId']),
      web('web.session'),
      web('web.visit', { productId: product.productId }),
      web('web.basket_add', { productId: product.productId, count: inBasket.count }),
      web('web.purchase', { orderNo: id('What came of it.') }),
      web('web.identify', { email: { type: 'string' }, trigger: whoIsPaired.trigger }, ['email', 'trigger']),
    ],
  },
};
